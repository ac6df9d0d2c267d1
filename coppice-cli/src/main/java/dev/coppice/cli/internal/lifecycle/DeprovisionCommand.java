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
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownPlan;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.lifecycle.TeardownResult;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.server.DeprovisionDocument;
import java.util.LinkedHashMap;
import java.util.Objects;
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
            description = "Execute the plan of this hash and no other. Where the kind wants one approval, this is it.")
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
        if (execute && !(schema.status() instanceof SchemaStatus.Current)) {
            terminal().note("Creating or migrating the schema coppice in " + target.url() + ".");
            schema.migrate();
        }
        schema.requireCurrent();
        var lifecycle = declared.on(database);
        try {
            return execute
                    ? executed(lifecycle, request)
                    : shown(lifecycle.teardowns().plan(request));
        } catch (CoppiceException refusal) {
            return refused(request.resource(), refusal);
        }
    }

    private TeardownRequest request() {
        if (reason == null && (plan.skipBackup || plan.beyondLimits)) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                    "--skip-backup and --beyond-limits need --reason, which is kept");
        }
        var act = given(() -> Act.of(actor, reason == null ? "asked for at the command line" : reason));
        return plan.asked(given(() -> TeardownRequest.of(words.resource(), act)));
    }

    private int shown(TeardownPlan planned) {
        var document = DeprovisionDocument.of(planned);
        terminal().answer(document, new TeardownText(root().look()).of(document) + next(planned));
        return TeardownEnding.exitCode(document.status());
    }

    private String next(TeardownPlan planned) {
        var id = planned.resource().id();
        if (planned.approvals() > planned.signed() + 1) {
            return "\nTwo people approve it:  "
                    + root().again("deprovision", "approve", id.kind(), id.id(), planned.hash(), "--reason", "TEXT");
        }
        return planned.blocked()
                ? ""
                : "\nTo execute it:  "
                        + root().again("deprovision", id.kind(), id.id(), "--execute", "--approve", planned.hash());
    }

    private int executed(Lifecycle lifecycle, TeardownRequest request) {
        var wanted = confirmed(lifecycle, hash == null ? request : request.planned(hash));
        if (hash != null) {
            approve(lifecycle, wanted, hash);
        }
        var begun = lifecycle.teardowns().begin(wanted);
        var ending = new TeardownEnding(lifecycle, root());
        if (detach) {
            ending.told(begun);
            return ExitCode.DONE;
        }
        return ending.told(new Carrying(lifecycle, terminal()).untilItWaits(begun.id()));
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

    private static void approve(Lifecycle lifecycle, TeardownRequest request, String hash) {
        var planned = lifecycle.teardowns().plan(request);
        if (planned.approvals() == 1 && planned.signed() == 0) {
            lifecycle.teardowns().approve(request, hash, request.act());
        }
    }

    /** A script finds the word for it where it finds that of a teardown, and the error where every refusal has it. */
    private int refused(ResourceId resource, CoppiceException refusal) {
        var fault = refusal.fault();
        boolean expected = fault.kind() == Fault.Kind.REFUSED
                || fault.kind() == Fault.Kind.NOT_FOUND
                || fault.kind() == Fault.Kind.CONFLICT;
        if (!expected || !terminal().json()) {
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
