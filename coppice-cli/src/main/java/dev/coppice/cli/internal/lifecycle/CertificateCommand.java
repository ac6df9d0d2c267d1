package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.CertificateDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Certificates: signed statements of what was destroyed. */
@Command(
        name = "certificate",
        description = {
            "Show what proves a teardown, and check it without any database.",
            "",
            "  coppice certificate show 17 --document > gone.json",
            "  coppice certificate verify gone.json --key coppice.pub"
        },
        subcommands = {
            CertificateCommand.Show.class,
            CertificateCommand.One.class,
            CertificateVerifyCommand.class,
            CertificateKeyCommand.class
        })
public final class CertificateCommand extends CommandGroup {

    @Command(name = "list", description = "List the certificates of a resource, newest first.")
    static final class Show extends LifecycleCommand {
        @Mixin
        ResourceWords words = new ResourceWords();

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var items = lifecycle.certificates().of(given(words::resource)).stream()
                    .map(CertificateDocument::of)
                    .toList();
            terminal()
                    .answer(
                            PageOptions.document(items, null),
                            items.isEmpty() ? "There is no certificate of it." : table(items));
            return ExitCode.DONE;
        }

        private static String table(List<CertificateDocument> items) {
            var table = TextTable.of("CERTIFICATE", "OPERATION", "SIGNED", "REVOKED", "WHY");
            items.forEach(item -> table.row(
                    item.certificate(),
                    item.operation(),
                    item.issuedAt(),
                    Words.or(item.revokedAt()),
                    Words.or(item.revokedReason())));
            return table.toString();
        }
    }

    @Command(name = "show", description = "Show the certificate of a teardown.")
    static final class One extends LifecycleCommand {
        @Parameters(paramLabel = "OPERATION", description = "The number of the teardown.")
        long id;

        @Option(names = "--document", description = "Print what \"certificate verify\" takes, and nothing else.")
        boolean document;

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var found = CertificateDocument.of(
                    lifecycle.certificates().ofOperation(id).orElseThrow(() -> unknown("certificate", id)));
            terminal().answer(found, document ? found.document() : text(found));
            return ExitCode.DONE;
        }

        private static String text(CertificateDocument found) {
            var text = new StringBuilder("Certificate ")
                    .append(found.certificate())
                    .append(" of ")
                    .append(found.kind())
                    .append(' ')
                    .append(found.resource())
                    .append(", signed ")
                    .append(found.issuedAt())
                    .append(found.revokedAt() == null ? "." : ", revoked " + found.revokedAt() + ": ")
                    .append(found.revokedAt() == null ? "" : Words.or(found.revokedReason()));
            var table = TextTable.of("LOOK", "DUE", "DONE", "FOUND");
            found.probes()
                    .forEach(probe ->
                            table.row(probe.number(), probe.dueAt(), Words.or(probe.probedAt()), found(probe.clean())));
            return text.append("\n\n")
                    .append(table)
                    .append("\n\n")
                    .append(found.document())
                    .toString();
        }

        private static String found(@Nullable Boolean clean) {
            return clean == null ? "-" : clean ? "nothing" : "something";
        }
    }
}
