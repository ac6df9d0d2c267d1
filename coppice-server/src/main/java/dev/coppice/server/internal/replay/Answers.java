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

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault.Kind;
import dev.coppice.server.internal.home.DatabaseTime;
import dev.coppice.server.internal.home.HomeDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
 *
 * <p>Where a commit is lost it is not known whether it was made, and each of the two has its way out. A note: it is looked for
 * again, and begun where it is this server's own, since nobody else begins one that is there. An answer: it is kept again,
 * which changes nothing where it was kept already. While the database is away both are owed, and said to be worked on; what is
 * owed is paid when it is back. Only a server that dies with them leaves a request unknown.
 */
public final class Answers implements AutoCloseable {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration SILENT = Duration.ofMinutes(2);
    private static final Duration SAID_EVERY = Duration.ofSeconds(30);
    private static final int FORGOTTEN_AT_ONCE = 1_000;
    private static final int MOST_OWED = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final HomeDatabase home;
    private final Set<Long> running = ConcurrentHashMap.newKeySet();
    private final Map<Long, Function<DSLContext, Integer>> owed = new ConcurrentHashMap<>();
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("coppice-answers-", 1).daemon().factory());
    private final ScheduledFuture<?> beat;

    /** Answers kept in {@code home}. */
    public Answers(HomeDatabase home) {
        this.home = home;
        long pause = SAID_EVERY.toMillis();
        this.beat = heart.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.MILLISECONDS);
    }

    /**
     * Notes a request, or finds what came of it. Of two servers with the same one the second waits for the first's note.
     *
     * @throws dev.coppice.ops.CoppiceException {@code idempotency.other-request}, {@code .in-progress}, {@code .unknown},
     *     {@code .withheld}, {@code .not-noted}
     */
    public Attempt begin(KeyedRequest request) {
        var mine = new HashSet<Long>();
        Attempt attempt;
        try {
            attempt = home.transaction(db -> begin(db, request, mine));
        } catch (CoppiceException failure) {
            if (failure.effect() != Effect.UNKNOWN) {
                throw failure;
            }
            attempt = beginAgain(request, mine);
        }
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
        settle(id, released(id));
    }

    /** Says that a request is no longer carried out: without an answer by now, what came of it is unknown. */
    public void ended(long id) {
        if (!owed.containsKey(id)) {
            running.remove(id);
        }
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

    /** Pays what is owed where it can, and no longer says of what runs that it does. */
    @Override
    public void close() {
        beat.cancel(false);
        heart.shutdown();
        pay();
    }

    private static Attempt begin(DSLContext db, KeyedRequest request, Set<Long> mine) {
        var same = CALLER.eq(request.caller()).and(KEY.eq(request.key()));
        db.deleteFrom(KEYED_REQUEST)
                .where(same)
                .and(EXPIRES_AT.le(DatabaseTime.NOW))
                .execute();
        var noted = note(db, request);
        if (noted.isPresent()) {
            mine.add(noted.get());
            return new Attempt.Begun(noted.get());
        }
        var silent = field(ALIVE_AT.lt(DatabaseTime.before(SILENT)));
        // In a statement of its own: what another server has committed by now, the one that conflicted could not see.
        var row = db.select(ID, DIGEST, STATUS, HEADERS, TYPE, BODY, silent)
                .from(KEYED_REQUEST)
                .where(same)
                .fetchOptional()
                .orElseThrow(ReplayFaults::inProgress);
        return mine.contains(row.get(ID)) ? new Attempt.Begun(row.get(ID)) : known(request, row, row.get(silent));
    }

    /** The note waits for a commit that is still under way, and so finds what came of it. */
    private Attempt beginAgain(KeyedRequest request, Set<Long> mine) {
        try {
            return home.transaction(db -> begin(db, request, mine));
        } catch (CoppiceException failure) {
            if (failure.fault().kind() != Kind.UNAVAILABLE) {
                throw failure;
            }
            mine.forEach(id -> owe(id, released(id)));
            throw ReplayFaults.notNoted(failure);
        }
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
        settle(
                id,
                db -> db.update(KEYED_REQUEST)
                        .set(ANSWERED_AT, DatabaseTime.NOW)
                        .set(STATUS, answer.status())
                        .set(HEADERS, headers)
                        .set(TYPE, answer.type())
                        .set(BODY, body)
                        .where(ID.eq(id))
                        .execute());
    }

    private static Function<DSLContext, Integer> released(long id) {
        return db -> db.deleteFrom(KEYED_REQUEST)
                .where(ID.eq(id))
                .and(ANSWERED_AT.isNull())
                .execute();
    }

    private void settle(long id, Function<DSLContext, Integer> note) {
        try {
            home.transaction(note);
        } catch (RuntimeException away) {
            owe(id, note);
            throw away;
        }
    }

    private void owe(long id, Function<DSLContext, Integer> note) {
        if (owed.size() < MOST_OWED) {
            owed.put(id, note);
            running.add(id);
        }
    }

    void beat() {
        pay();
        sayAlive();
    }

    private void pay() {
        owed.forEach((id, note) -> {
            try {
                home.transaction(note);
                owed.remove(id);
                running.remove(id);
            } catch (RuntimeException away) {
                LOG.debug("what came of a request with a key is still owed", away);
            }
        });
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
