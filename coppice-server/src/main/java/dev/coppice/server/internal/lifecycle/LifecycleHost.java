package dev.coppice.server.internal.lifecycle;

import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.server.internal.api.Downloads;
import dev.coppice.server.internal.api.LongCalls;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lifecycle of the server's database, put together at first use: a server starts without its database. Safe for any thread. */
public final class LifecycleHost {
    private final Optional<Supplier<Lifecycle>> maker;
    private final Optional<Supplier<Lifecycle>> workMaker;
    private final List<String> kinds;
    private final LongCalls looks = LongCalls.ofLooks();
    private final LongCalls backupCalls = LongCalls.ofBackups();
    private final Downloads downloads = new Downloads();
    private @Nullable Lifecycle made;

    /** A host of what {@code calls} makes for calls and {@code work} for jobs, both empty where no kind is declared. */
    public LifecycleHost(Optional<Supplier<Lifecycle>> calls, Optional<Supplier<Lifecycle>> work, List<String> kinds) {
        this.maker = calls;
        this.workMaker = work;
        this.kinds = List.copyOf(kinds);
    }

    /** A host without a kind. */
    public static LifecycleHost ofNone() {
        return new LifecycleHost(Optional.empty(), Optional.empty(), List.of());
    }

    /** The lifecycle; empty where no kind is declared. What keeps it from being put together is thrown each time. */
    public synchronized Optional<Lifecycle> find() {
        if (made == null && maker.isPresent()) {
            made = maker.get().get();
        }
        return Optional.ofNullable(made);
    }

    /** The same for what a server does by itself, on connections that no call takes. */
    public Optional<Lifecycle> atWork() {
        return workMaker.map(Supplier::get);
    }

    /**
     * The lifecycle.
     *
     * @throws CoppiceException {@code kind.none} where no kind is declared
     */
    public Lifecycle require() {
        return find().orElseThrow(LifecycleHost::none);
    }

    /** The names of the kinds, in the order they are declared. */
    public List<String> kinds() {
        return kinds;
    }

    /** Calls that look into every store of a resource. */
    public LongCalls looks() {
        return looks;
    }

    /** Calls that read or write a whole backup. */
    public LongCalls backupCalls() {
        return backupCalls;
    }

    /** Backups on their way out. */
    public Downloads downloads() {
        return downloads;
    }

    private static CoppiceException none() {
        return Fault.of("kind.none", Fault.Kind.NOT_FOUND)
                .refused("The request was not carried out.")
                .found("This server knows no kind of resource.")
                .changed("Nothing was changed.")
                .next("Declare one in the section kinds of its coppice.yaml, and start it again.")
                .exception();
    }
}
