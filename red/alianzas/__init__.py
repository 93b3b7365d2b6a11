"""Lo que varias instituciones o personas sostienen juntas: órganos, convenios, programas y proyectos, con sus fechas."""
