package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownResult;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.server.document.DeprovisionDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Takes a resource down, or shows what that would do. */
@Command(
        name = "deprovision",
        description = {
            "Take a resource and those below it down, completely and in order. Without --execute it shows the plan and "
                    + "changes nothing.",
            "",
            "  coppice deprovision graph kg00000000000000a1",
            "  coppice deprovision graph kg00000000000000a1 --execute",
            "",
            "With --execute it begins the teardown, or goes on with one under way, and carries it on until it has ended or "
                    + "has to wait. Ends with 3 when something stands in the way and nothing was destroyed, with 4 when "
                    + "something was and it is not complete."
        },
        subcommands = DeprovisionApproveCommand.class)
public final class DeprovisionCommand extends DatabaseCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    OptionalResourceWords words = new OptionalResourceWords();

    @Mixin
    PlanOptions plan = new PlanOptions();

    @Option(
            names = "--execute",
            description = "Do it. Creates the schema \"coppice\" where it is missing, and says so.")
    boolean execute;

    @Option(
            names = "--approve",
            paramLabel = "HASH",
            description =
                    "Execute the plan of this hash and no other. Where the kind wants one approval, this is it, and it "
                            + "needs --reason.")
    @Nullable
    String hash;

    @Option(names = "--detach", description = "Only begin it, and leave the rest to a server.")
    boolean detach;

    @Option(names = "--yes", description = "Do not ask on a terminal.")
    boolean yes;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why; kept with the teardown and in the audit trail, and needed where something is waived.")
    @Nullable
    String reason;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who; the name of the operating system's user by default.")
    String actor = System.getProperty("user.name");

    @Override
    protected int run(Target target) {
        var request = request();
        var declared = DeclaredKinds.of(target).required();
        var database = target.connect(root().environment());
        var schema = new CoppiceSchema(database);
        declared.check(database);
        if (execute && !(schema.status() instanceof SchemaStatus.Current)) {
            terminal().note("Creating or migrating the schema coppice in " + target.url() + ".");
            schema.migrate();
        }
        schema.requireCurrent();
        var lifecycle = declared.on(database);
        return done(new TeardownHere(root(), lifecycle, request));
    }

    @Override
    protected int run(Remote server) {
        return done(new TeardownThere(root(), server, request()));
    }

    private TeardownRequest request() {
        if (reason == null && (plan.skipBackup || plan.beyondLimits)) {
            throw misuse("--skip-backup and --beyond-limits need --reason, which is kept");
        }
        var act = given(() -> Act.of(actor, reason == null ? "asked for at the command line" : reason));
        return plan.asked(given(() -> TeardownRequest.of(words.resource(), act)));
    }

    /** What is refused before it is begun is a refusal; whatever happens later has an operation to tell of. */
    private int done(Teardown teardown) {
        DeprovisionDocument begun;
        try {
            if (!execute) {
                return shown(teardown.plan());
            }
            begun = begun(teardown);
        } catch (CoppiceException refusal) {
            return refused(given(words::resource), refusal);
        }
        if (detach) {
            teardown.ending().told(begun);
            return ExitCode.DONE;
        }
        return teardown.ending().told(begun.ended() ? begun : teardown.carriedOn(begun));
    }

    private int shown(DeprovisionDocument planned) {
        terminal().answer(planned, new TeardownText(root().look()).of(planned) + next(planned));
        return TeardownEnding.exitCode(planned);
    }

    private String next(DeprovisionDocument planned) {
        var promised = planned.promised();
        if (!promised.blockers().isEmpty()) {
            return "";
        }
        var execute = again(planned, List.of("--execute", "--approve", promised.hash()));
        if (promised.unsigned() == 0) {
            return "\nTo execute it:  " + execute;
        }
        if (promised.approvals() == 1) {
            return "\nTo sign and execute it:  " + execute + " --reason TEXT";
        }
        return (promised.unsigned() == 1 ? "\nAnother person approves it:  " : "\nTwo people approve it:  ")
                + root().again(words("approve", planned, List.of(promised.hash(), "--reason", "TEXT")))
                + "\nThen it is executed:  " + execute;
    }

    private String again(DeprovisionDocument planned, List<String> words) {
        return root().again(words("", planned, words));
    }

    /** The command for this plan and no other: what was asked of it is asked again. */
    private String[] words(String below, DeprovisionDocument planned, List<String> words) {
        return Stream.of(
                        Stream.of("deprovision", below, planned.kind(), planned.resource())
                                .filter(word -> !word.isEmpty()),
                        words.stream(),
                        plan.words())
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    /** One that is under way was confirmed and signed before: a signature now would be good for another teardown. */
    private DeprovisionDocument begun(Teardown teardown) {
        var underWay = teardown.underWay();
        if (underWay.isPresent()) {
            return underWay.get();
        }
        var wanted = confirmed(teardown);
        if (hash != null) {
            approve(teardown, hash);
        }
        return teardown.begin(wanted);
    }

    /** What is confirmed is the plan that was shown, and no other. */
    private Optional<String> confirmed(Teardown teardown) {
        var named = Optional.ofNullable(hash);
        if (yes || !terminal().asks()) {
            return named;
        }
        var shown = teardown.plan();
        terminal().note(new TeardownText(root().look()).of(shown));
        var resource = given(words::resource);
        if (!terminal()
                .ask("\nType " + resource.id() + " to have it destroyed: ")
                .equals(resource.id())) {
            throw Fault.of("deprovision.not-confirmed", Fault.Kind.REFUSED)
                    .refused("The teardown of " + resource + " was not begun.")
                    .found("Its id was not typed.")
                    .changed("Nothing was changed.")
                    .next("Type the id when asked, or give --yes.")
                    .exception();
        }
        return named.or(() -> Optional.of(shown.promised().hash()));
    }

    private void approve(Teardown teardown, String signed) {
        var planned = teardown.plan().promised();
        if (planned.approvals() != 1 || planned.unsigned() == 0) {
            return;
        }
        if (reason == null) {
            throw misuse("--approve signs the plan here and needs --reason, which is kept");
        }
        teardown.approve(signed);
    }

    private ParameterException misuse(String message) {
        return new ParameterException(
                Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
    }

    /** A script finds the word for it where it finds that of a teardown, and the error where every refusal has it. */
    private int refused(ResourceId resource, CoppiceException refusal) {
        var fault = refusal.fault();
        if (ExitCode.of(fault) != ExitCode.REFUSED || !terminal().json()) {
            throw refusal;
        }
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("operation", null);
        document.put("status", TeardownResult.refused(resource, fault).status());
        document.put("kind", resource.kind());
        document.put("resource", resource.id());
        document.put("message", fault.message());
        document.put("error", Terminal.document(fault));
        terminal().note("coppice: " + refusal.code());
        terminal().note(fault.message());
        terminal().answer(document, "");
        return ExitCode.REFUSED;
    }
}
