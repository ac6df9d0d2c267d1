package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ServerPolicies;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.ops.internal.DatabaseClock;
import dev.coppice.prune.Backlogs;
import dev.coppice.prune.KeepingUp;
import dev.coppice.prune.Policy;
import dev.coppice.server.document.KeepingUpDocument;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Whether a policy keeps up, and when it is next due. */
@Command(
        name = "show",
        description = {
            "Show whether a policy keeps up, and when it is next due.",
            "",
            "It counts nothing: servers look every five minutes, and it tells what the last look found."
        })
final class PolicyShowCommand extends DatabaseCommand {
    @Parameters(paramLabel = "POLICY", description = "The policy.")
    String name = "";

    @Override
    protected int run(Target target) {
        var policy = DeclaredPolicies.of(target).named(name);
        var source = target.connect(root().environment());
        return told(KeepingUpDocument.of(policy, new DatabaseClock(source).instant(), last(source, policy)));
    }

    @Override
    protected int run(Remote server) {
        var policy = new ServerPolicies(server).named(name).policy();
        return told(server.ask(Call.get("policies", policy, "keeping-up"), KeepingUpDocument.class));
    }

    private static Optional<KeepingUp> last(DataSource source, Policy policy) {
        return new CoppiceSchema(source).status() instanceof SchemaStatus.Current
                ? Backlogs.on(source).last(policy)
                : Optional.empty();
    }

    private int told(KeepingUpDocument found) {
        var table = TextTable.plain()
                .row("Policy", found.policy())
                .row("Outlook", found.sentence())
                .row("Due now", due(found))
                .row("Schedule", orDash(found.schedule()))
                .row("Next due", orDash(found.nextDueAt()))
                .row("Looked at", orDash(found.lookedAt()));
        terminal().answer(found, table.toString());
        return ExitCode.DONE;
    }

    private static String due(KeepingUpDocument found) {
        return Optional.ofNullable(found.eligible())
                .map(rows -> (Boolean.TRUE.equals(found.eligibleExact()) ? "" : "about ")
                        + Figures.count(rows, "row", "rows"))
                .orElse("-");
    }

    private static String orDash(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
