"""Lo que networkx pregunta del motor al arrancar, antes de estar completo: por eso aquí no se le importa."""

from typing import Any

FUNCIONES = (
    "articulation_points", "betweenness_centrality", "bridges", "closeness_centrality", "clustering",
    "connected_components", "constraint", "core_number", "effective_size", "eigenvector_centrality_numpy",
    "harmonic_centrality", "leiden_communities", "number_connected_components", "pagerank", "transitivity",
    "triangles",
)  # fmt: skip


def informacion() -> dict[str, Any]:
    """Cómo se llama, qué es y qué sabe hacer."""
    return {
        "backend_name": "red",
        "short_summary": "Núcleos compilados sobre arreglos, para redes de instituciones y personas.",
        "default_config": {},
        "functions": {nombre: {} for nombre in FUNCIONES},
    }
