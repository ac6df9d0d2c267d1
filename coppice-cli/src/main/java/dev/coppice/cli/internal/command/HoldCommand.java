package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.Hold;
import dev.coppice.control.HoldQuery;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.ResourceId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Holds: "do not delete this". */
@Command(
        name = "hold",
        description = "Say that something must not be deleted, until the hold is released.",
        subcommands = {HoldCommand.Add.class, HoldCommand.Show.class, HoldCommand.Release.class})
final class HoldCommand extends CommandGroup {

    /** A hold as scripts see it. */
    record HoldDocument(
            long id,
            String target,
            String origin,
            String reason,
            String placedBy,
            Instant placedAt,
            @Nullable Instant until,
            @Nullable Instant releasedAt) {

        static HoldDocument of(Hold hold) {
            return new HoldDocument(
                    hold.id(),
                    hold.target().toString(),
                    hold.origin(),
                    hold.placed().reason(),
                    hold.placed().actor(),
                    hold.placedAt(),
                    hold.until().orElse(null),
                    hold.release().map(Hold.Release::at).orElse(null));
        }
    }

    @Command(
            name = "add",
            description = {
                "Hold a row, a whole table or a resource.",
                "",
                "  coppice hold add app.session 4711 --reason \"case 118\"",
                "  coppice hold add app.session --whole-table --reason \"migration\"",
                "  coppice hold add --kind graph kg00000000000000a1 --reason \"audit\""
            })
    static final class Add extends DatabaseCommand {
        @Parameters(
                arity = "1..*",
                paramLabel = "TABLE KEY",
                description =
                        "The table with its schema and the values of its primary key in order; with --kind the id alone.")
        List<String> words = List.of();

        @Option(names = "--whole-table", description = "Hold every row of the table, those to come included.")
        boolean wholeTable;

        @Option(names = "--kind", paramLabel = "KIND", description = "Hold a resource of this kind.")
        @Nullable
        String kind;

        @Option(
                names = "--origin",
                defaultValue = "command line",
                paramLabel = "TEXT",
                description = "The case or system behind it.")
        String origin = "";

        @Option(
                names = "--until",
                paramLabel = "TIME",
                description = "When it ends by itself, as in 2027-01-31T00:00:00Z.")
        @Nullable
        Instant until;

        @Mixin
        ActOptions act = new ActOptions();

        @Override
        protected int run(Target target) {
            var request = spelled(target, given(this::request));
            var hold = HoldDocument.of(Transactions.on(target, root().environment())
                    .run(transaction -> Holds.in(transaction).place(request)));
            terminal().answer(hold, "Hold " + hold.id() + " is in force: " + hold.target() + ".");
            return ExitCode.DONE;
        }

        /** One on a resource binds under the spelling of its table alone, and on one that is there. */
        private HoldRequest spelled(Target target, HoldRequest asked) {
            if (!(asked.target() instanceof HoldTarget.Resource named)) {
                return asked;
            }
            var resource = DeclaredKinds.on(target, root().environment())
                    .resources()
                    .spelled(new ResourceId(named.kind(), named.id()));
            return new HoldRequest(
                    HoldTarget.resource(resource.kind(), resource.id()), asked.origin(), asked.act(), asked.until());
        }

        private HoldRequest request() {
            var wanted = HoldRequest.on(held(), origin, act.act());
            return until == null ? wanted : wanted.until(until);
        }

        private HoldTarget held() {
            if (kind != null) {
                require(words.size() == 1 && !wholeTable, "--kind takes one id, and neither a table nor --whole-table");
                return HoldTarget.resource(kind, words.getFirst());
            }
            require(
                    wholeTable == (words.size() == 1),
                    "give the key of a row behind the table, or --whole-table to hold all of it");
            var table = table(words.getFirst());
            return wholeTable
                    ? HoldTarget.table(table)
                    : HoldTarget.row(table, words.subList(1, words.size()).toArray(String[]::new));
        }

        private static TableName table(String word) {
            try {
                return TableName.parse(word);
            } catch (IllegalArgumentException malformed) {
                throw new IllegalArgumentException(
                        "TABLE must be " + malformed.getMessage() + ", was: " + word, malformed);
            }
        }

        private void require(boolean condition, String message) {
            if (!condition) {
                throw new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
            }
        }
    }

    @Command(name = "list", description = "List the holds in force, oldest first.")
    static final class Show extends DatabaseCommand {
        @Option(names = "--all", description = "Those that are over too.")
        boolean all;

        @Mixin
        PageOptions page = new PageOptions();

        @Override
        protected int run(Target target) {
            var query = all ? HoldQuery.all(page.limit) : HoldQuery.binding(page.limit);
            var from = page.nextNumber();
            var listing = Transactions.on(target, root().environment())
                    .run(transaction ->
                            Holds.in(transaction).list(from.isPresent() ? query.after(from.getAsLong()) : query));
            var holds = listing.items().stream().map(HoldDocument::of).toList();
            var table = TextTable.of("HOLD", "TARGET", "UNTIL", "PLACED BY", "REASON");
            holds.forEach(hold -> table.row(hold.id(), hold.target(), ends(hold), hold.placedBy(), hold.reason()));
            terminal()
                    .answer(
                            PageOptions.document(holds, next(listing.next())),
                            holds.isEmpty() ? "There is no hold." : table.toString());
            return ExitCode.DONE;
        }
    }

    @Command(name = "release", description = "Release a hold.")
    static final class Release extends DatabaseCommand {
        @Parameters(paramLabel = "HOLD", description = "Its number.")
        long id;

        @Mixin
        ActOptions act = new ActOptions();

        @Override
        protected int run(Target target) {
            var by = given(act::act);
            var hold = HoldDocument.of(Transactions.on(target, root().environment())
                    .run(transaction -> Holds.in(transaction).release(id, by)));
            terminal().answer(hold, "Hold " + hold.id() + " is released: " + hold.target() + ".");
            return ExitCode.DONE;
        }
    }

    private static String ends(HoldDocument hold) {
        if (hold.releasedAt() != null) {
            return "released";
        }
        return hold.until() == null ? "until released" : hold.until().toString();
    }

    static @Nullable String next(OptionalLong next) {
        return next.isPresent() ? Long.toString(next.getAsLong()) : null;
    }
}
