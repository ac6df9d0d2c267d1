package dev.coppice.bench.peers;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A step of a session. */
@Entity(name = "Step")
@Table(schema = "coppice_bench", name = "step")
class StepEntity {
    @Id
    @Nullable
    Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "session_id")
    @Nullable
    SessionEntity session;

    @Nullable
    String note;
}
