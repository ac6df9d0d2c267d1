package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.ActOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.Operations;
import dev.coppice.server.document.DeprovisionDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The ways out of each state of a teardown, for a person. */
final class OperationSteering {
    private OperationSteering() {}

    /** A change by somebody, for a reason. */
    abstract static class Steering extends LifecycleCommand {
        @Parameters(index = "0", paramLabel = "OPERATION", description = "Its number.")
        long id;

        @Mixin
        ActOptions act = new ActOptions();

        @Override
        final void check() {
            given(act::act);
        }

        @Override
        final int run(Target target, Lifecycle lifecycle) {
            TeardownEnding.of(root(), lifecycle).told(lifecycle, change(lifecycle.operations(), act.act()));
            return ExitCode.DONE;
        }

        @Override
        final int ask(Remote server) {
            var call = asked(Call.post("operations", id, word()))
                    .with("reason", act.act().reason());
            TeardownEnding.of(root(), server).told(server.ask(call, DeprovisionDocument.class));
            return ExitCode.DONE;
        }

        /** The last word of its address. */
        private String word() {
            return getClass().getAnnotation(Command.class).name();
        }

        /** The call with what there is to say beside the reason. */
        Call asked(Call call) {
            return call;
        }

        abstract Operation change(Operations operations, Act by);
    }

    /** A change of one step. */
    abstract static class OfStep extends Steering {
        @Parameters(index = "1", paramLabel = "STEP", description = "The step's name.")
        String step = "";

        @Override
        Call asked(Call call) {
            return call.with("step", step);
        }
    }

    @Command(name = "retry", description = "Make a teardown due now, its parked steps with all attempts before them.")
    static final class Retry extends Steering {
        @Override
        Operation change(Operations operations, Act by) {
            return operations.retry(id, by);
        }
    }

    @Command(
            name = "resolve",
            description = "Record that a step was done by hand. It is looked at first: what is still there refuses it.")
    static final class Resolve extends OfStep {
        @Option(
                names = "--unseen",
                description =
                        "By your word alone: only for what can never be looked at again; the certificate says so.")
        boolean unseen;

        @Override
        Call asked(Call call) {
            return super.asked(call).with("unseen", unseen);
        }

        @Override
        Operation change(Operations operations, Act by) {
            return unseen ? operations.resolveUnseen(id, step, by) : operations.resolve(id, step, by);
        }
    }

    @Command(
            name = "abandon",
            description = "Record that a best-effort step is left undone for good; the certificate says so.")
    static final class Abandon extends OfStep {
        @Override
        Operation change(Operations operations, Act by) {
            return operations.abandon(id, step, by);
        }
    }

    @Command(name = "cancel", description = "Call a teardown off before anything is destroyed.")
    static final class Cancel extends Steering {
        @Override
        Operation change(Operations operations, Act by) {
            return operations.cancel(id, by);
        }
    }
}
