"""La regla de los lugares dicha otra vez, del modo más tonto: listas en memoria que se recorren desde el principio.

Es contra lo que se compara la de verdad. No usa nada de ella.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import count

ESPERA, OFERTA, LUGAR, FUERA = "espera", "oferta", "lugar", "fuera"


@dataclass(eq=False)
class Entrada:
    """La petición de una persona."""

    persona: int
    numero: int
    institucion: int | None
    preferida: bool
    aprobada: bool = True
    """Falso mientras falte el visto bueno de su jefatura."""
    dado: bool = False
    """Si su jefatura ya lo dio o se le exceptuó de él: vale también en otra edición."""
    sin_maximo: bool = False
    jefatura: bool = False
    dejadas: int = 0
    estado: str = ESPERA


@dataclass
class Modelo:
    """Una edición y su fila."""

    cupo: int
    primero_enlaces: bool = False
    maximo: int | None = None
    pregunta: bool = False
    pide_visto_bueno: bool = False
    entradas: list[Entrada] = field(default_factory=list)
    correos: Counter[str] = field(default_factory=Counter)

    _numeros = count()

    @property
    def vivas(self) -> list[Entrada]:
        """Las peticiones que no se han dejado, en orden de llegada."""
        return [una for una in self.entradas if una.estado != FUERA]

    def de(self, persona: int) -> Entrada | None:
        """La petición viva de esa persona."""
        return next((una for una in self.vivas if una.persona == persona), None)

    @property
    def ocupados(self) -> list[Entrada]:
        """Quienes tienen lugar o uno por aceptar."""
        return [una for una in self.vivas if una.estado in (LUGAR, OFERTA)]

    @property
    def fila(self) -> list[Entrada]:
        """Quienes esperan, en el orden en que les toca."""
        esperan = [una for una in self.vivas if una.estado == ESPERA]
        return sorted(
            esperan,
            key=lambda una: (una.dejadas, self.primero_enlaces and not una.preferida, una.numero),
        )

    def puede(self, una: Entrada) -> bool:
        """Si a esa persona podría dársele un lugar, de haberlo."""
        suyos = sum(otra.institucion == una.institucion for otra in self.ocupados)
        return una.aprobada and (self.maximo is None or una.sin_maximo or suyos < self.maximo)

    def entrar(self, una: Entrada) -> None:
        """Se forma al final de las llegadas."""
        una.numero = next(Modelo._numeros)
        una.estado, una.dejadas = ESPERA, 0
        self.entradas.append(una)

    def repartir(self, recien: tuple[Entrada, ...] = (), *, callados: bool = False) -> list[Entrada]:
        """Da u ofrece lo libre a quien le toque, de una en una; devuelve a quiénes."""
        tocaron = []
        while len(self.ocupados) < self.cupo:
            una = next((una for una in self.fila if self.puede(una)), None)
            if una is None:
                break
            tocaron.append(una)
            if una in recien:
                una.estado = LUGAR
                if not callados:
                    self.correos["con_lugar"] += 1
            elif self.pregunta:
                una.estado = OFERTA
                self.correos["oferta"] += 1
            else:
                una.estado = LUGAR
                self.correos["lugar_liberado"] += 1
        return tocaron

    def vencer(self, cuales: list[Entrada]) -> None:
        """Esas ofertas vencen y sus lugares pasan a quien sigue."""
        for una in cuales:
            una.dejadas += 1
            una.estado = ESPERA if una.dejadas < 2 else FUERA
        tocaron = self.repartir()
        self.correos["oferta_vencida"] += sum(una not in tocaron for una in cuales)
