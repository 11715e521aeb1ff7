"""Clusters: areas on both sides of a border. The administrator says which; officers share tips within them by hand."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, select

from triage.desk.casework.tables import Cluster, ClusterArea
from triage.ground.errors import ClusterUnknown
from triage.ground.ids import new_id
from triage.ground.insertion import insert_all


def add_cluster(session: Session, name: str, area_ids: Sequence[str]) -> str:
    """Add a cluster and return its id. Raises sqlalchemy.exc.IntegrityError where the name is taken."""
    cluster = Cluster(id=new_id(), name=name)
    session.add(cluster)
    session.flush()
    insert_all(
        session, ClusterArea, [{"cluster_id": cluster.id, "area_id": area_id} for area_id in sorted(set(area_ids))]
    )
    return cluster.id


def list_clusters(session: Session) -> list[tuple[Cluster, list[str]]]:
    """Return the clusters with their areas."""
    rows = session.exec(select(ClusterArea).order_by(col(ClusterArea.area_id))).all()
    clusters = session.exec(select(Cluster).order_by(col(Cluster.name)))
    return [(cluster, [row.area_id for row in rows if row.cluster_id == cluster.id]) for cluster in clusters]


def remove_cluster(session: Session, name: str) -> None:
    """Remove a cluster; what was shared stays shared. Raises ClusterUnknown."""
    cluster = session.exec(select(Cluster).where(Cluster.name == name)).first()
    if cluster is None:
        raise ClusterUnknown
    session.exec(delete(ClusterArea).where(col(ClusterArea.cluster_id) == cluster.id))
    session.delete(cluster)
