package dev.coppice.bench.peers;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A session, which takes its children along when it is removed. */
@Entity(name = "Session")
@Table(schema = "coppice_bench", name = "session")
class SessionEntity {
    @Id
    @Nullable
    UUID id;

    @Nullable
    String status;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Nullable
    String note;

    @OneToMany(mappedBy = "session", cascade = CascadeType.REMOVE)
    List<StepEntity> steps = new ArrayList<>();

    @OneToMany(mappedBy = "session", cascade = CascadeType.REMOVE)
    List<MessageEntity> messages = new ArrayList<>();
}
