package dev.coppice.settings.client;

import dev.coppice.settings.Document;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The last answer to one question. */
final class RememberedAnswer {
    private final ServerConnection server;
    private final Freshness freshness;
    private final Logger log;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Held held;
    private volatile @Nullable Miss miss;

    /** An answer and when it was known to be right. */
    private record Held(Reply reply, long at) {}

    /** A request without answer, when it ended, and whether it was told. */
    private record Miss(ServerUnreachable why, long at) {}

    RememberedAnswer(ServerConnection server, Freshness freshness, Logger log) {
        this.server = server;
        this.freshness = freshness;
        this.log = log;
    }

    List<Document> documents(Question question) {
        var known = held;
        if (known != null && (freshness.fresh(known.at()) || mayWait(known))) {
            return known.reply().documents();
        }
        long began = freshness.now();
        asking.lock();
        try {
            var meanwhile = held;
            if (meanwhile != null && freshness.fresh(meanwhile.at())) {
                return meanwhile.reply().documents();
            }
            var missed = miss;
            if (missed != null && missed.at() - began > 0) {
                return instead(meanwhile, missed.why()); // who waited for that request does not wait for another
            }
            return ask(question, meanwhile);
        } finally {
            asking.unlock();
        }
    }

    /** Whether an old answer will do: another thread is asking, or the server has not answered a moment ago. */
    private boolean mayWait(Held known) {
        var missed = miss;
        return freshness.servable(known.at())
                && (asking.isLocked() || (missed != null && freshness.tooSoon(missed.at())));
    }

    private List<Document> ask(Question question, @Nullable Held known) {
        // The age counts from before the request: the answer may have been overtaken while it travelled.
        long at = freshness.now();
        Reply reply;
        try {
            reply = server.ask(question, known == null ? null : known.reply());
        } catch (ServerUnreachable unreachable) {
            if (miss == null && known != null) {
                log.warn("settings={} the server does not answer; the last answer is given", question.whose());
                log.debug("settings={}", question.whose(), unreachable);
            }
            miss = new Miss(unreachable, freshness.now());
            return instead(known, unreachable);
        }
        if (miss != null) {
            miss = null;
            log.info("settings={} the server answers again", question.whose());
        }
        held = new Held(reply, at);
        return reply.documents();
    }

    private List<Document> instead(@Nullable Held known, ServerUnreachable unreachable) {
        if (known == null || !freshness.servable(known.at())) {
            throw new ServerUnreachable(unreachable);
        }
        return known.reply().documents();
    }
}
