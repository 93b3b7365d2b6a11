"""La certificación de competencias de CONOCER: el expediente de cada candidata, del diagnóstico al certificado."""
