/** Lo que el mapa recuerda de cómo lo dejaron, y cómo se vuelve a dejar así. Lo que ya no existe se deja fuera. */

export function estadoDe(vista) {
  const { seleccion, datos } = vista;
  const apagadas = (todas, encendidas) => todas.map(({ id }) => id).filter((id) => !encendidas.has(id));
  return {
    nodo: vista.comunidades?.has(vista.elegido) ? null : vista.elegido,
    hallazgo: vista.hallazgo,
    ...vista.extremos,
    foco: seleccion.centro,
    pasos: seleccion.centro && seleccion.pasos > 1 ? String(seleccion.pasos) : '',
    dia: seleccion.dia,
    tamano: vista.medida === (datos.medidas[0]?.id ?? '') ? '' : vista.medida || 'igual',
    color: vista.agrupacion?.id,
    'sin-figuras': apagadas(datos.clases, seleccion.clases),
    'sin-lazos': apagadas(datos.clases_de_lazo, seleccion.lazos),
    abiertos: [...vista.abiertas],
    filtros: Object.fromEntries([...seleccion.filtros].map(([grupo, valores]) => [grupo, [...valores]])),
    cambios: seleccion.cambios,
  };
}

export function restaurar(vista, estado) {
  const { seleccion, datos } = vista;
  seleccion.reponer();
  (estado['sin-figuras'] ?? []).forEach((id) => seleccion.clases.delete(id));
  (estado['sin-lazos'] ?? []).forEach((id) => seleccion.lazos.delete(id));
  for (const { id, grupos } of datos.agrupaciones) {
    const valores = (estado.filtros?.[id] ?? []).filter((valor) => grupos.some((grupo) => grupo.id === valor));
    if (valores.length) seleccion.filtros.set(id, new Set(valores));
  }
  if (/^\d{4}-\d\d-\d\d$/.test(estado.dia ?? '')) seleccion.dia = estado.dia;
  seleccion.cambios = [];
  for (const cambio of estado.cambios ?? []) if (vista.esPosible(cambio)) seleccion.cambios.push(cambio);
  if (seleccion.nodos.has(estado.foco) && !seleccion.sin.includes(estado.foco)) {
    seleccion.centro = estado.foco;
    seleccion.pasos = estado.pasos === '2' ? 2 : 1;
  }
  seleccion.recalcular();
  vista.agrupacion = datos.agrupaciones.find(({ id }) => id === estado.color) ?? null;
  const medida = datos.medidas.find(({ id }) => id === estado.tamano)?.id;
  vista.medida = estado.tamano === 'igual' ? '' : (medida ?? datos.medidas[0]?.id ?? '');
  vista.elegido = vista.hallazgo = null;
  if (vista.comunidades) {
    vista.abiertas = new Set((estado.abiertos ?? []).filter((id) => vista.comunidades.has(id)));
    vista.armar();
    vista.dibujante.cambiarGrafo();
  }
  vista.trazar(estado.desde, estado.hasta);
  vista.recontarLoSupuesto();
  vista.avisar('leyenda');
  if (estado.nodo) vista.elegir(estado.nodo, { centrar: true });
  else if (estado.hallazgo) vista.senalar(estado.hallazgo);
  else if (vista.camino) vista.encuadrar(vista.camino);
  else if (seleccion.centro) vista.encuadrar([...seleccion.aLaVista]);
}
