package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.DeclaredSubjects;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Subject;
import java.util.ArrayList;
import java.util.List;
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
        /** What does not fit. */
        record Problem(String subject, String message) {}

        /** What a check found. */
        record CheckDocument(boolean ok, int subjects, List<Problem> problems) {
            CheckDocument {
                problems = List.copyOf(problems);
            }
        }

        @Override
        protected int run(Target target) {
            var subjects = DeclaredSubjects.of(target).all();
            var erasures = erasures(target);
            var problems = new ArrayList<Problem>();
            for (Subject subject : subjects) {
                try {
                    erasures.requireFits(subject);
                } catch (CoppiceException misfit) {
                    if (!misfit.code().startsWith("subject.") && !misfit.code().startsWith("policy.")) {
                        throw misfit;
                    }
                    problems.add(new Problem(subject.name(), String.valueOf(misfit.getMessage())));
                }
            }
            var check = new CheckDocument(problems.isEmpty(), subjects.size(), problems);
            terminal().answer(check, text(check));
            return check.ok() ? ExitCode.DONE : ExitCode.REFUSED;
        }

        private static String text(CheckDocument check) {
            return check.ok()
                    ? "All " + check.subjects() + " kinds of subjects fit the database."
                    : String.join(
                            "\n",
                            check.problems().stream().map(Problem::message).toList());
        }
    }

    @Command(name = "list", description = "List erasures, newest first. Who was erased is not known any more.")
    static final class Show extends ErasureCommand {
        @Mixin
        PageOptions page = new PageOptions();

        @Override
        protected int run(Target target) {
            var found = erasures(target).list(page.nextNumber().orElse(Long.MAX_VALUE), page.limit());
            var erasures = found.items().stream().map(ErasureDocument::of).toList();
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
                            PageOptions.document(
                                    erasures,
                                    found.next().isPresent()
                                            ? Long.toString(found.next().getAsLong())
                                            : null),
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
                var last = erasures.find(named.declared(target), named.key());
                terminal()
                        .answer(
                                PageOptions.document(
                                        last.map(ErasureDocument::of).stream().toList(), null),
                                last.map(ErasureDocument::of)
                                        .map(ErasureText::of)
                                        .orElse("No erasure of this subject is recorded."));
                return ExitCode.DONE;
            }
            var id = given(this::number);
            var found = ErasureDocument.of(erasures.find(id).orElseThrow(() -> unknown(id, "erasure")));
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

        /** A receipt as scripts see it; {@code text} is JSON as it was signed. */
        record ReceiptDocument(
                long erasure, String text, String sha256, String key, String signature, String document) {}

        @Override
        protected int run(Target target) {
            var receipt = erasures(target).receipt(id).orElseThrow(() -> unknown(id, "receipt"));
            var signed = receipt.signed();
            var told = new ReceiptDocument(
                    id, signed.text(), receipt.sha256(), signed.key(), signed.signature(), receipt.document());
            terminal().answer(told, document ? receipt.document() : text(told));
            return ExitCode.DONE;
        }

        private static String text(ReceiptDocument receipt) {
            return receipt.text() + "\nSHA-256 " + receipt.sha256()
                    + (receipt.signature().isEmpty()
                            ? "\nIt is not signed: coppice.yaml names no key under certificates."
                            : "\nSigned with key " + receipt.key() + ".");
        }
    }
}
