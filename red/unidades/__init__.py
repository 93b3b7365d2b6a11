"""Las unidades y mecanismos de género de cada institución y quiénes los sostienen."""
