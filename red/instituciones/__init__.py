"""Las instituciones públicas y organizaciones de las que vienen las integrantes."""
