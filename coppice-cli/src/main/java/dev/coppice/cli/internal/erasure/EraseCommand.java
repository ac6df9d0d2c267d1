package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Look;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.pruning.ProgressLine;
import dev.coppice.cli.internal.pruning.Running;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.ErasureState;
import dev.coppice.server.document.ErasureDocument;
import dev.coppice.server.document.ErasurePlanDocument;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Erases one subject, or shows what that would do. */
@Command(
        name = "erase",
        description = {
            "Erase one subject, such as a person who asks for it, with all that hangs on it, by the map in"
                    + " coppice.yaml. Without --execute it shows the plan and changes nothing.",
            "",
            "  coppice erase --subject user:4711",
            "  coppice erase --subject user:4711 --execute --reason \"request 118\"",
            "",
            "The same command goes on with an erasure that was stopped. Ends with 3 when something stands in the way"
                    + " and nothing went, with 4 when it is not complete."
        },
        subcommands = {
            EraseApproveCommand.class,
            EraseRecords.Check.class,
            EraseRecords.Show.class,
            EraseRecords.One.class,
            EraseRecords.Receipt.class,
            EraseVerifyCommand.class
        })
public final class EraseCommand extends ErasureCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    SubjectWords words = new SubjectWords();

    @Parameters(arity = "0..*", paramLabel = "KEY", description = "The further values of a longer key, in its order.")
    List<String> more = List.of();

    @Option(names = "--execute", description = "Do it.")
    boolean execute;

    @Option(
            names = "--approve",
            paramLabel = "HASH",
            description = "Execute the plan of this hash and no other. Where the map wants one approval, this is it.")
    @Nullable
    String hash;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, without naming anybody; kept for good. Needed with --execute.")
    @Nullable
    String reason;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who; the name of the operating system's user by default.")
    String actor = System.getProperty("user.name");

    @Override
    protected int run(Target target) {
        var named = named();
        if (execute) {
            return executed(target, named);
        }
        var subject = named.declared(target);
        return shown(ErasurePlanDocument.of(subject.name(), erasures(target).plan(subject, named.key())));
    }

    @Override
    protected int run(Remote server) {
        var named = named();
        var subject = named.declared(server);
        if (execute) {
            var call = Call.post(PATH)
                    .with("subject", subject)
                    .with("key", named.key())
                    .with("reason", act().reason())
                    .with("approve", hash);
            var ended = new ErasingThere(root(), server).executed(call);
            return told(
                    ended,
                    "The server goes on with it, unless it is paused:  "
                            + root().again("erase", "show", Long.toString(ended.erasure())));
        }
        return shown(server.ask(
                Call.question("subjects", subject, "plan").with("key", named.key()), ErasurePlanDocument.class));
    }

    private SubjectWords.Named named() {
        var named = given(() -> words.named(more));
        if (execute && reason == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "--execute needs --reason, which is kept");
        }
        return named;
    }

    private Act act() {
        return given(() -> Act.of(actor, Objects.requireNonNull(reason, "it was asked for")));
    }

    private int shown(ErasurePlanDocument plan) {
        terminal().answer(plan, ErasureText.of(plan));
        return plan.blocked() || !plan.there() ? ExitCode.REFUSED : ExitCode.DONE;
    }

    private int executed(Target target, SubjectWords.Named named) {
        var subject = named.declared(target);
        var act = act();
        var options =
                hash == null ? CampaignOptions.by(act) : CampaignOptions.by(act).ofPlan(hash);
        var schema = new CoppiceSchema(target.connect(root().environment()));
        if (!(schema.status() instanceof SchemaStatus.Current)) {
            terminal().note("Creating or migrating the schema coppice in " + target.url() + ".");
            schema.migrate();
        }
        var erasures = erasures(target);
        var begun = erasures.begin(subject, named.key(), options);
        terminal().note("Erasure " + begun.id() + " is under way.");
        var line = new ProgressLine(terminal(), Look.ofErrors(root().environment()));
        var ended =
                Running.followed(terminal(), line, listener -> erasures.carryOn(begun.id(), subject, act, listener));
        return told(ErasureDocument.of(ended), "It was stopped; the same command goes on with it.");
    }

    private int told(ErasureDocument ended, String unfinished) {
        terminal().answer(ended, ErasureText.of(ended) + next(ended, unfinished));
        return switch (ErasureState.valueOf(ended.state())) {
            case SUCCEEDED -> ExitCode.DONE;
            case REFUSED -> ExitCode.REFUSED;
            case RUNNING, PARTIAL -> ExitCode.PARTIAL;
        };
    }

    private String next(ErasureDocument ended, String unfinished) {
        return switch (ErasureState.valueOf(ended.state())) {
            case SUCCEEDED -> "\n\nIts receipt:  " + root().again("erase", "receipt", Long.toString(ended.erasure()));
            case RUNNING -> "\n\n" + unfinished;
            case REFUSED, PARTIAL -> "";
        };
    }
}
