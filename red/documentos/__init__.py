"""Papeles oficiales: modelos que cada Red puede editar y documentos con folio que salen de ellos en PDF."""
