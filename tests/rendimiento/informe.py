"""Las figuras medidas, cada una con su meta, y la tabla en que se leen."""

import textwrap
from dataclasses import dataclass, field

VEREDICTOS = {True: "cumple", False: "NO CUMPLE", None: "informa"}


@dataclass(frozen=True)
class Figura:
    """Una medida: qué, cuánto salió, cuánto se pedía y si lo cumple (None: sólo informa)."""

    que: str
    medido: str
    meta: str = ""
    cumple: bool | None = None


@dataclass
class Informe:
    """Las figuras en el orden en que se midieron, por apartado."""

    apartados: dict[str, list[Figura]] = field(default_factory=dict)

    def anotar(self, apartado: str, figura: Figura) -> None:
        """Suma una figura y la dice de una vez, para que quien espera vea que avanza."""
        self.apartados.setdefault(apartado, []).append(figura)
        print(f"    {figura.que}: {figura.medido} ({VEREDICTOS[figura.cumple]})", flush=True)

    @property
    def cumple(self) -> bool:
        """Si ninguna figura quedó fuera de su meta."""
        return all(f.cumple is not False for figuras in self.apartados.values() for f in figuras)

    def tabla(self) -> str:
        """La tabla completa: figura, medido, meta y veredicto."""
        anchos = (50, 34, 18, 10)
        cabeza = _renglon(("figura", "medido", "meta", "resultado"), anchos)
        partes = [cabeza, "─" * len(cabeza)]
        for apartado, figuras in self.apartados.items():
            partes += ["", apartado]
            for figura in figuras:
                celdas = ("  " + figura.que, figura.medido, figura.meta, VEREDICTOS[figura.cumple])
                partes.append(_renglon(celdas, anchos))
        return "\n".join(partes)


def _renglon(celdas: tuple[str, ...], anchos: tuple[int, ...]) -> str:
    return "  ".join(
        textwrap.shorten(celda, ancho, placeholder="…").ljust(ancho)
        if not celda.startswith("  ")
        else ("  " + textwrap.shorten(celda, ancho - 2, placeholder="…")).ljust(ancho)
        for celda, ancho in zip(celdas, anchos, strict=True)
    ).rstrip()
