package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.AuditQuery;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.AuditVerdict;
import dev.coppice.server.document.AuditEntryDocument;
import dev.coppice.server.document.AuditVerdictDocument;
import dev.coppice.server.document.CursorPage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The audit trail: who did what and why, and whether anybody changed it. */
@Command(
        name = "audit",
        description = "Read the audit trail, or prove that nobody changed it.",
        subcommands = {AuditCommand.Show.class, AuditCommand.Verify.class})
final class AuditCommand extends CommandGroup {

    @Command(name = "list", description = "List the entries, newest first.")
    static final class Show extends DatabaseCommand {
        @Option(names = "--by", paramLabel = "ACTOR", description = "Those of one actor.")
        @Nullable
        String by;

        @Option(names = "--action", paramLabel = "ACTION", description = "Those of one action, as in hold.placed.")
        @Nullable
        String action;

        @Option(names = "--on", paramLabel = "SUBJECT", description = "Those of one subject.")
        @Nullable
        String subject;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "Those from a time on, as in 2027-01-31T00:00:00Z.")
        @Nullable
        Instant since;

        @Mixin
        PageOptions page = new PageOptions();

        @Override
        protected int run(Target target) {
            var query = given(this::query);
            var listing = Transactions.on(target, root().environment())
                    .run(transaction -> AuditTrail.in(transaction).list(query));
            return told(new CursorPage<>(
                    listing.items().stream().map(AuditEntryDocument::of).toList(), HoldCommand.next(listing.next())));
        }

        @Override
        protected int run(Remote server) {
            given(this::query);
            var call = Call.get("audit")
                    .with("by", by)
                    .with("action", action)
                    .with("on", subject)
                    .with("since", since);
            return told(server.page(page.numbered(call), AuditEntryDocument.class));
        }

        private int told(CursorPage<AuditEntryDocument> found) {
            var entries = found.items();
            var table = TextTable.of("ENTRY", "AT", "ACTOR", "ACTION", "SUBJECT", "REASON");
            entries.forEach(entry -> table.row(
                    entry.seq(),
                    entry.at(),
                    entry.actor(),
                    entry.action(),
                    entry.subject(),
                    entry.reason() == null ? "" : entry.reason()));
            terminal().answer(found, entries.isEmpty() ? "There is no entry." : table.toString());
            return ExitCode.DONE;
        }

        private AuditQuery query() {
            var query = AuditQuery.newest(page.limit);
            query = by == null ? query : query.by(by);
            query = action == null ? query : query.action(action);
            query = subject == null ? query : query.on(subject);
            query = since == null ? query : query.since(since);
            var before = page.nextNumber();
            return before.isPresent() ? query.before(before.getAsLong()) : query;
        }
    }

    @Command(name = "verify", description = "Recompute every entry of the trail and name the first that does not fit.")
    static final class Verify extends DatabaseCommand {
        @Override
        protected int run(Target target) {
            var verdict = Transactions.on(target, root().environment())
                    .run(transaction -> AuditTrail.in(transaction).verify());
            return told(AuditVerdictDocument.of(verdict));
        }

        @Override
        protected int run(Remote server) {
            return told(server.ask(Call.get("audit", "verify"), AuditVerdictDocument.class));
        }

        private int told(AuditVerdictDocument verdict) {
            terminal().answer(verdict, text(verdict));
            return verdict.ok() ? ExitCode.DONE : ExitCode.FAILED;
        }

        private static String text(AuditVerdictDocument verdict) {
            var finding = verdict.finding();
            return finding == null
                    ? "The trail is whole: " + verdict.entries() + " entries, ending in " + verdict.hash() + "."
                    : "The trail was changed. Entry " + verdict.seq() + ": " + words(finding) + ".";
        }

        private static String words(AuditVerdict.Finding finding) {
            return switch (finding) {
                case MISSING -> "it is not there, though it must be";
                case SURPLUS -> "it is there, though the trail ends before it";
                case OUT_OF_ORDER -> "it does not follow the one before it";
                case EDITED -> "it is not what it was when it was written";
                case HEAD_DIFFERS -> "it is whole, but the end of the trail names another digest";
            };
        }
    }
}
