"""Las pruebas: bases de datos de verdad, servidor de verdad y navegador de verdad."""
