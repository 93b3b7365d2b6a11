"""Quién estuvo en cada jornada, de qué hora a qué hora y cómo se supo."""
