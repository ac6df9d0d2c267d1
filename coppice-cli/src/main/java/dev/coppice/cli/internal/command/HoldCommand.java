package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.HoldQuery;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.HoldDocument;
import java.time.ZoneOffset;
import java.util.Comparator;
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
public final class HoldCommand extends CommandGroup {

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

        @Mixin
        HoldTerms terms = new HoldTerms();

        @Mixin
        ActOptions act = new ActOptions();

        @Override
        protected int run(Target target) {
            var request = spelled(target, given(this::request));
            var hold = HoldDocument.of(Transactions.on(target, root().environment())
                    .run(transaction -> Holds.in(transaction).place(request)));
            return told(hold);
        }

        @Override
        protected int run(Remote server) {
            var asked = given(this::request);
            var call = terms.addTo(Call.post("holds"), asked.act());
            return told(server.ask(
                    switch (asked.target()) {
                        case HoldTarget.Resource resource ->
                            call.with("kind", resource.kind()).with("id", resource.id());
                        case HoldTarget.WholeTable whole ->
                            call.with("table", whole.table().spelled()).with("wholeTable", true);
                        case HoldTarget.Row row ->
                            call.with("table", row.table().spelled()).with("key", row.key());
                    },
                    HoldDocument.class));
        }

        private int told(HoldDocument hold) {
            terminal().answer(hold, HoldTerms.sentence(hold));
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
            return terms.on(HoldTarget.resource(resource.kind(), resource.id()), asked.act());
        }

        private HoldRequest request() {
            return terms.on(held(), act.act());
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
    static final class Show extends ListingCommand<HoldDocument> {
        @Option(names = "--all", description = "Those that are over too.")
        boolean all;

        @Override
        CursorPage<HoldDocument> page(Target target) {
            var query = all ? HoldQuery.all(page.limit) : HoldQuery.binding(page.limit);
            var from = page.nextNumber();
            var listing = Transactions.on(target, root().environment())
                    .run(transaction ->
                            Holds.in(transaction).list(from.isPresent() ? query.after(from.getAsLong()) : query));
            return new CursorPage<>(
                    listing.items().stream().map(HoldDocument::of).toList(), next(listing.next()));
        }

        @Override
        protected int run(Remote server) {
            var call = page.numbered(Call.get("holds").with("all", all));
            return told(server.page(call, HoldDocument.class));
        }

        @Override
        Comparator<HoldDocument> order() {
            return Comparator.comparing(HoldDocument::placedAt);
        }

        @Override
        Shown<HoldDocument> shown() {
            return new Shown<>(
                    List.of("HOLD", "TARGET", "UNTIL", "PLACED BY", "PLACED ON", "REASON"),
                    hold -> new Object[] {
                        hold.id(), hold.target(), ends(hold), hold.placedBy(), placedOn(hold), hold.reason()
                    },
                    "There is no hold.");
        }
    }

    /** Lets go of something that is held. */
    @Command(name = "release", description = "Release a hold.")
    public static final class Release extends DatabaseCommand {
        @Parameters(paramLabel = "HOLD", description = "Its number.")
        long id;

        @Mixin
        ActOptions act = new ActOptions();

        @Override
        protected int run(Target target) {
            var by = given(act::act);
            return told(HoldDocument.of(Transactions.on(target, root().environment())
                    .run(transaction -> Holds.in(transaction).release(id, by))));
        }

        @Override
        protected int run(Remote server) {
            var call = Call.post("holds", id, "release")
                    .with("reason", given(act::act).reason());
            return told(server.ask(call, HoldDocument.class));
        }

        private int told(HoldDocument hold) {
            terminal().answer(hold, "Hold " + hold.id() + " is released: " + hold.target() + ".");
            return ExitCode.DONE;
        }
    }

    private static String placedOn(HoldDocument hold) {
        return hold.placedAt().atOffset(ZoneOffset.UTC).toLocalDate().toString();
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
