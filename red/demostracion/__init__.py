"""La demostración: tres redes tomadas de documentos reales, con personas inventadas que así lo dicen."""
