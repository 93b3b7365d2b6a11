"""Lo que se pregunta en una edición: evaluación inicial, evaluación final y encuesta de satisfacción anónima."""
