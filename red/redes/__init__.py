"""Las Redes, las instituciones que abarcan y quiénes las integran."""
