package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.DeclaredSubjects;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.ErasureDocument;
import dev.coppice.server.document.ErasureReceiptDocument;
import dev.coppice.server.document.SubjectCheckDocument;
import dev.coppice.server.document.SubjectCheckDocument.Problem;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is declared and what was erased. */
final class EraseRecords {
    private EraseRecords() {}

    @Command(
            name = "check",
            description =
                    "Check that every map under subjects in coppice.yaml fits the database. Ends with 3 when one does"
                            + " not.")
    static final class Check extends ErasureCommand {
        @Override
        protected int run(Target target) {
            return told(SubjectCheckDocument.of(DeclaredSubjects.of(target).all(), erasures(target)));
        }

        @Override
        protected int run(Remote server) {
            return told(server.ask(Call.get("subject-check"), SubjectCheckDocument.class));
        }

        private int told(SubjectCheckDocument check) {
            terminal().answer(check, text(check));
            return check.ok() ? ExitCode.DONE : ExitCode.REFUSED;
        }

        private static String text(SubjectCheckDocument check) {
            if (check.subjects() == 0) {
                return "No kind of subject is declared under subjects: in coppice.yaml.";
            }
            return check.ok()
                    ? "All " + check.subjects() + " kinds of subjects fit the database."
                    : check.problems().stream().map(Problem::message).collect(Collectors.joining("\n"));
        }
    }

    @Command(name = "list", description = "List erasures, newest first. Who was erased is not known any more.")
    static final class Show extends ErasureCommand {
        @Mixin
        PageOptions page = new PageOptions();

        @Override
        protected int run(Target target) {
            var found = erasures(target).list(page.nextNumber().orElse(Long.MAX_VALUE), page.limit());
            var next = found.next();
            return told(new CursorPage<>(
                    found.items().stream().map(ErasureDocument::of).toList(),
                    next.isPresent() ? Long.toString(next.getAsLong()) : null));
        }

        @Override
        protected int run(Remote server) {
            return told(server.page(page.numbered(Call.get(PATH)), ErasureDocument.class));
        }

        private int told(CursorPage<ErasureDocument> found) {
            var erasures = found.items();
            var table = TextTable.of("ERASURE", "SUBJECT", "STATE", "BEGUN", "BY", "REASON");
            erasures.forEach(each -> table.row(
                    each.erasure(),
                    each.subject(),
                    each.state(),
                    each.createdAt(),
                    each.requestedBy(),
                    each.requestedReason()));
            terminal()
                    .answer(
                            PageOptions.document(erasures, found.next()),
                            erasures.isEmpty() ? "Nothing was erased." : table.toString());
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "show",
            description = "Show an erasure by its number, or with --subject whether that subject was erased.")
    static final class One extends ErasureCommand {
        @Parameters(
                arity = "0..*",
                paramLabel = "ERASURE",
                description = "Its number; with --subject the further values of a longer key.")
        List<String> more = List.of();

        @Mixin
        SubjectWords words = new SubjectWords();

        @Override
        protected int run(Target target) {
            var erasures = erasures(target);
            if (words.subject != null) {
                var named = given(() -> words.named(more));
                return sought(erasures.find(named.declared(target), named.key()).map(ErasureDocument::of).stream()
                        .toList());
            }
            var id = given(this::number);
            return told(erasures.find(id).map(ErasureDocument::of).orElseThrow(() -> unknown(id, "erasure")));
        }

        @Override
        protected int run(Remote server) {
            if (words.subject != null) {
                var named = given(() -> words.named(more));
                var call = Call.question(PATH, "find")
                        .with("subject", named.declared(server))
                        .with("key", named.key());
                return sought(server.page(call, ErasureDocument.class).items());
            }
            var id = given(this::number);
            return told(
                    server.find(Call.get(PATH, id), ErasureDocument.class).orElseThrow(() -> unknown(id, "erasure")));
        }

        private int sought(List<ErasureDocument> last) {
            terminal()
                    .answer(
                            PageOptions.document(last, null),
                            last.isEmpty()
                                    ? "No erasure of this subject is recorded."
                                    : ErasureText.of(last.getFirst()));
            return ExitCode.DONE;
        }

        private int told(ErasureDocument found) {
            terminal().answer(found, ErasureText.of(found));
            return ExitCode.DONE;
        }

        private long number() {
            try {
                return Long.parseLong(more.size() == 1 ? more.getFirst() : "");
            } catch (NumberFormatException none) {
                throw new IllegalArgumentException("give one number of an erasure, or --subject NAME:KEY", none);
            }
        }
    }

    @Command(
            name = "receipt",
            description = "Show what proves an erasure. With --document as it was signed, to be handed out and checked"
                    + " anywhere.")
    static final class Receipt extends ErasureCommand {
        @Parameters(paramLabel = "ERASURE", description = "Its number.")
        long id;

        @Option(names = "--document", description = "Print what \"erase verify\" checks, and nothing else.")
        boolean document;

        @Override
        protected int run(Target target) {
            return told(ErasureReceiptDocument.of(
                    id, erasures(target).receipt(id).orElseThrow(() -> unknown(id, "receipt"))));
        }

        @Override
        protected int run(Remote server) {
            return told(server.find(Call.get(PATH, id, "receipt"), ErasureReceiptDocument.class)
                    .orElseThrow(() -> unknown(id, "receipt")));
        }

        private int told(ErasureReceiptDocument receipt) {
            terminal().answer(receipt, document ? receipt.document() : text(receipt));
            return ExitCode.DONE;
        }

        private static String text(ErasureReceiptDocument receipt) {
            return receipt.text() + "\nSHA-256 " + receipt.sha256()
                    + (receipt.signature().isEmpty()
                            ? "\nIt is not signed: coppice.yaml names no key under certificates."
                            : "\nSigned with key " + receipt.key() + ".");
        }
    }
}
