package dev.coppice.server.internal.replay;

import static dev.coppice.server.internal.replay.KeyedRequestTable.ALIVE_AT;
import static dev.coppice.server.internal.replay.KeyedRequestTable.ANSWERED_AT;
import static dev.coppice.server.internal.replay.KeyedRequestTable.BODY;
import static dev.coppice.server.internal.replay.KeyedRequestTable.CALLER;
import static dev.coppice.server.internal.replay.KeyedRequestTable.DIGEST;
import static dev.coppice.server.internal.replay.KeyedRequestTable.EXPIRES_AT;
import static dev.coppice.server.internal.replay.KeyedRequestTable.HEADERS;
import static dev.coppice.server.internal.replay.KeyedRequestTable.ID;
import static dev.coppice.server.internal.replay.KeyedRequestTable.KEY;
import static dev.coppice.server.internal.replay.KeyedRequestTable.KEYED_REQUEST;
import static dev.coppice.server.internal.replay.KeyedRequestTable.STATUS;
import static dev.coppice.server.internal.replay.KeyedRequestTable.TYPE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import dev.coppice.server.internal.home.DatabaseTime;
import dev.coppice.server.internal.home.HomeDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests with a key, kept in the database so that any server knows them: noted before they are carried out, answered after.
 * One that is not answered and that no server has said to be working on for two minutes was cut short; what came of it is
 * unknown, and it is never begun again. Safe for any thread.
 */
public final class Answers implements AutoCloseable {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration SILENT = Duration.ofMinutes(2);
    private static final Duration SAID_EVERY = Duration.ofSeconds(30);
    private static final int FORGOTTEN_AT_ONCE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final HomeDatabase home;
    private final Set<Long> running = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("coppice-answers-", 1).daemon().factory());

    private final ScheduledFuture<?> beat;

    /** Answers kept in {@code home}. */
    public Answers(HomeDatabase home) {
        this.home = home;
        long pause = SAID_EVERY.toMillis();
        this.beat = heart.scheduleWithFixedDelay(this::sayAlive, pause, pause, TimeUnit.MILLISECONDS);
    }

    /**
     * Notes a request, or finds what came of it. Of two servers with the same one the second waits for the first's note.
     *
     * @throws dev.coppice.ops.CoppiceException {@code idempotency.other-request}, {@code .in-progress}, {@code .unknown}, {@code .withheld}
     */
    public Attempt begin(KeyedRequest request) {
        var attempt = home.transaction(db -> {
            var same = CALLER.eq(request.caller()).and(KEY.eq(request.key()));
            db.deleteFrom(KEYED_REQUEST)
                    .where(same)
                    .and(EXPIRES_AT.le(DatabaseTime.NOW))
                    .execute();
            var noted = note(db, request);
            if (noted.isPresent()) {
                return begun(noted.get());
            }
            var silent = field(ALIVE_AT.lt(DatabaseTime.before(SILENT)));
            // In a statement of its own: what another server has committed by now, the one that conflicted could not
            // see.
            var row = db.select(DIGEST, STATUS, HEADERS, TYPE, BODY, silent)
                    .from(KEYED_REQUEST)
                    .where(same)
                    .fetchOptional()
                    .orElseThrow(ReplayFaults::inProgress);
            return known(request, row, row.get(silent));
        });
        if (attempt instanceof Attempt.Begun begun) {
            running.add(begun.id());
        }
        return attempt;
    }

    /** Keeps what was answered. */
    public void keep(long id, Answer answer) {
        answered(id, answer, answer.body());
    }

    /** Keeps that it was answered, and not the answer. */
    public void withhold(long id, int status) {
        answered(id, new Answer(status, Map.of(), "", ""), null);
    }

    /** Forgets a request that changed nothing: it may be sent again. */
    public void release(long id) {
        home.transaction(db -> db.deleteFrom(KEYED_REQUEST).where(ID.eq(id)).execute());
    }

    /** Says that a request is no longer carried out: without an answer by now, what came of it is unknown. */
    public void ended(long id) {
        running.remove(id);
    }

    /** Removes what is older than a day. */
    public void forget() {
        int removed;
        do {
            removed = home.transaction(db -> db.deleteFrom(KEYED_REQUEST)
                    .where(ID.in(select(ID)
                            .from(KEYED_REQUEST)
                            .where(EXPIRES_AT.le(DatabaseTime.NOW))
                            .orderBy(EXPIRES_AT)
                            .limit(FORGOTTEN_AT_ONCE)
                            .forUpdate()
                            .skipLocked()))
                    .execute());
        } while (removed == FORGOTTEN_AT_ONCE);
    }

    /** No longer says of what runs that it does. */
    @Override
    public void close() {
        beat.cancel(false);
        heart.shutdown();
    }

    private static Optional<Long> note(DSLContext db, KeyedRequest request) {
        return db.insertInto(KEYED_REQUEST)
                .set(CALLER, request.caller())
                .set(KEY, request.key())
                .set(DIGEST, request.digest())
                .set(EXPIRES_AT, DatabaseTime.after(KEPT))
                .onConflictDoNothing()
                .returning(ID)
                .fetchOptional(ID);
    }

    private static Attempt begun(long id) {
        return new Attempt.Begun(id);
    }

    private static Attempt known(KeyedRequest request, Record row, boolean silent) {
        if (!row.get(DIGEST).equals(request.digest())) {
            throw ReplayFaults.otherRequest();
        }
        Integer status = row.get(STATUS);
        if (status == null) {
            throw silent ? ReplayFaults.unknown() : ReplayFaults.inProgress();
        }
        var body = row.get(BODY);
        if (body == null) {
            throw ReplayFaults.withheld(status);
        }
        return new Attempt.Answered(new Answer(status, headers(row.get(HEADERS)), row.get(TYPE), body));
    }

    private static Map<String, String> headers(JSONB stored) {
        return JsonMapper.shared().readValue(stored.data(), new TypeReference<Map<String, String>>() {});
    }

    private void answered(long id, Answer answer, @Nullable String body) {
        var headers = JSONB.jsonb(JsonMapper.shared().writeValueAsString(answer.headers()));
        home.transaction(db -> db.update(KEYED_REQUEST)
                .set(ANSWERED_AT, DatabaseTime.NOW)
                .set(STATUS, answer.status())
                .set(HEADERS, headers)
                .set(TYPE, answer.type())
                .set(BODY, body)
                .where(ID.eq(id))
                .execute());
    }

    // A database that is away now may be back in half a minute; what stays silent is unknown then, and that is true.
    private void sayAlive() {
        if (running.isEmpty()) {
            return;
        }
        try {
            home.transaction(db -> db.update(KEYED_REQUEST)
                    .set(ALIVE_AT, DatabaseTime.NOW)
                    .where(ID.in(Set.copyOf(running)))
                    .execute());
        } catch (RuntimeException away) {
            LOG.debug("it could not be said which requests run", away);
        }
    }
}
