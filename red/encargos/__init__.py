"""Los encargos dentro de la Red: representante, vocera, comisión, mentora… con fechas y sin dar permisos."""
