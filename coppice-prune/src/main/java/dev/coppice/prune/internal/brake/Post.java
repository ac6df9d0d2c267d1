package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A brake and what it said last. Read by one thread, asked by any. */
final class Post {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Duration STALE = Duration.ofSeconds(5);

    private final Brake brake;
    private final long armed = System.nanoTime();
    private volatile @Nullable Said last;

    Post(Brake brake) {
        this.brake = brake;
    }

    /** What was found, or why nothing was. */
    private record Said(long at, boolean early, Optional<Double> utilisation, String sentence) {}

    BrakeName name() {
        return brake.name();
    }

    Brake brake() {
        return brake;
    }

    boolean due() {
        var said = last;
        return said == null || System.nanoTime() - said.at() >= BETWEEN.toNanos();
    }

    void read(Sql sql) {
        try {
            var reading = brake.read(sql);
            say(Optional.of(reading.utilisation()), reading.sentence());
        } catch (Unreadable nothing) {
            last = new Said(System.nanoTime(), nothing.early(), Optional.empty(), nothing.sentence());
        } catch (SqlFailure refused) {
            failed(refused);
        } catch (RuntimeException unexpected) {
            LOG.debug("brake {} met an error nobody expected", name(), unexpected);
            say(
                    Optional.empty(),
                    "It could not be read: an error nobody expected, "
                            + unexpected.getClass().getSimpleName() + ".");
        }
    }

    void failed(SqlFailure refused) {
        say(Optional.empty(), sentence(refused));
    }

    private static String sentence(SqlFailure refused) {
        if (refused.timedOut()) {
            return "It could not be read within a second.";
        }
        return refused.state().isEmpty()
                ? "It could not be read: no connection was to be had."
                : "It could not be read: the database refused with SQLSTATE " + refused.state() + ".";
    }

    private void say(Optional<Double> utilisation, String sentence) {
        last = new Said(System.nanoTime(), false, utilisation, sentence);
    }

    /** Whether it was put on a moment ago and nothing is known of it yet. */
    boolean pending() {
        var said = last;
        return said == null ? !old(armed) : said.early() && !old(said.at());
    }

    /** Whether it could be read the last time: where it could not, asking again at once is of no use. */
    boolean readable() {
        var said = last;
        return said != null && said.utilisation().isPresent();
    }

    /** That it holds, if it does. */
    Optional<Held> held() {
        var said = last;
        if (said == null) {
            return pending() ? Optional.empty() : Optional.of(unread());
        }
        if (old(said.at())) {
            return Optional.of(unread());
        }
        return said.early() || said.utilisation().filter(used -> used < 1).isPresent()
                ? Optional.empty()
                : Optional.of(new Held(name(), said.utilisation(), said.sentence()));
    }

    private Held unread() {
        return new Held(name(), Optional.empty(), "It has not been read for " + STALE.toSeconds() + " s.");
    }

    private static boolean old(long at) {
        return System.nanoTime() - at > STALE.toNanos();
    }
}
