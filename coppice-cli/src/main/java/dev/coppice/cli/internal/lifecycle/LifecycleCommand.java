package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;

/** A command about the resources of a database: opens their lifecycle, then does its work. */
abstract class LifecycleCommand extends DatabaseCommand {
    @Override
    protected final int run(Target target) {
        check();
        return run(target, DeclaredKinds.on(target, root().environment()));
    }

    @Override
    protected final int run(Remote server) {
        check();
        return ask(server);
    }

    /** Refuses what cannot be, before any connection. */
    void check() {}

    abstract int run(Target target, Lifecycle lifecycle);

    abstract int ask(Remote server);

    /** Nothing has this number. */
    static CoppiceException unknown(String word, long id) {
        return Fault.of(word + ".not-found", Fault.Kind.NOT_FOUND)
                .refused("The " + word + " was not found.")
                .found("There is none of number " + id + ".")
                .changed("Nothing was changed.")
                .next("Look at the list of them for the number.")
                .exception();
    }
}
