package dev.coppice.bench.peers;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A grant that names a session by type and id. */
@Entity(name = "Granted")
@Table(schema = "coppice_bench", name = "granted")
class GrantedEntity {
    @Id
    @Nullable
    Long id;

    @Column(name = "entity_type")
    @Nullable
    String entityType;

    @Column(name = "entity_id")
    @Nullable
    String entityId;
}
