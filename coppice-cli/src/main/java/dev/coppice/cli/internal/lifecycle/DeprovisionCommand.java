package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownResult;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.server.DeprovisionDocument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
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
        return execute ? executed(lifecycle, request) : shown(lifecycle, request);
    }

    private TeardownRequest request() {
        if (reason == null && (plan.skipBackup || plan.beyondLimits)) {
            throw misuse("--skip-backup and --beyond-limits need --reason, which is kept");
        }
        var act = given(() -> Act.of(actor, reason == null ? "asked for at the command line" : reason));
        return plan.asked(given(() -> TeardownRequest.of(words.resource(), act)));
    }

    private int shown(Lifecycle lifecycle, TeardownRequest request) {
        TeardownPlan planned;
        try {
            planned = lifecycle.teardowns().plan(request);
        } catch (CoppiceException refusal) {
            return refused(request.resource(), refusal);
        }
        var document = DeprovisionDocument.of(planned);
        terminal().answer(document, new TeardownText(root().look()).of(document) + next(planned));
        return TeardownEnding.exitCode(document);
    }

    private String next(TeardownPlan planned) {
        if (planned.blocked()) {
            return "";
        }
        var execute = again(planned, List.of("--execute", "--approve", planned.hash()));
        if (planned.unsigned() == 0) {
            return "\nTo execute it:  " + execute;
        }
        if (planned.approvals() == 1) {
            return "\nTo sign and execute it:  " + execute + " --reason TEXT";
        }
        return (planned.unsigned() == 1 ? "\nAnother person approves it:  " : "\nTwo people approve it:  ")
                + root().again(words("approve", planned, List.of(planned.hash(), "--reason", "TEXT")))
                + "\nThen it is executed:  " + execute;
    }

    private String again(TeardownPlan planned, List<String> words) {
        return root().again(words("", planned, words));
    }

    /** The command for this plan and no other: what was asked of it is asked again. */
    private String[] words(String below, TeardownPlan planned, List<String> words) {
        var id = planned.resource().id();
        return Stream.of(
                        Stream.of("deprovision", below, id.kind(), id.id()).filter(word -> !word.isEmpty()),
                        words.stream(),
                        plan.words())
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    /** What is refused before it is begun is a refusal; whatever happens later has an operation to tell of. */
    private int executed(Lifecycle lifecycle, TeardownRequest request) {
        Operation begun;
        try {
            begun = begun(lifecycle, request);
        } catch (CoppiceException refusal) {
            return refused(request.resource(), refusal);
        }
        var ending = new TeardownEnding(lifecycle, root());
        if (detach) {
            ending.told(begun);
            return ExitCode.DONE;
        }
        return ending.told(new Carrying(lifecycle, terminal()).untilItWaits(begun.id()));
    }

    /** One that is under way was confirmed and signed before: a signature now would be good for another teardown. */
    private Operation begun(Lifecycle lifecycle, TeardownRequest request) {
        var id = request.resource();
        var underWay =
                lifecycle.operations().list(OperationQuery.unfinished(id)).items();
        if (!underWay.isEmpty()) {
            return underWay.getFirst();
        }
        var wanted = confirmed(lifecycle, hash == null ? request : request.planned(hash));
        if (hash != null) {
            approve(lifecycle, wanted, hash);
        }
        return lifecycle.teardowns().begin(wanted);
    }

    /** What is confirmed is the plan that was shown, and no other. */
    private TeardownRequest confirmed(Lifecycle lifecycle, TeardownRequest request) {
        if (yes || !terminal().asks()) {
            return request;
        }
        var shown = lifecycle.teardowns().plan(request);
        terminal().note(new TeardownText(root().look()).of(DeprovisionDocument.of(shown)));
        var id = request.resource().id();
        if (!terminal().ask("\nType " + id + " to have it destroyed: ").equals(id)) {
            throw Fault.of("deprovision.not-confirmed", Fault.Kind.REFUSED)
                    .refused("The teardown of " + request.resource() + " was not begun.")
                    .found("Its id was not typed.")
                    .changed("Nothing was changed.")
                    .next("Type the id when asked, or give --yes.")
                    .exception();
        }
        return request.plan().isPresent() ? request : request.planned(shown.hash());
    }

    private void approve(Lifecycle lifecycle, TeardownRequest request, String signed) {
        var planned = lifecycle.teardowns().plan(request);
        if (planned.approvals() != 1 || planned.unsigned() == 0) {
            return;
        }
        if (reason == null) {
            throw misuse("--approve signs the plan here and needs --reason, which is kept");
        }
        lifecycle.teardowns().approve(request, signed, request.act());
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
