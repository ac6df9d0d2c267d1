package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.command.PageOptions;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Page;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.server.document.CertificateDocument;
import dev.coppice.server.document.CursorPage;
import java.util.List;
import java.util.Optional;
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

    @Command(name = "list", description = "List all certificates, or those of a resource, newest first.")
    static final class Show extends LifecycleCommand {
        @Mixin
        OptionalResourceWords words = new OptionalResourceWords();

        @Mixin
        PageOptions page = new PageOptions();

        @Override
        void check() {
            given(words::named);
            page.nextNumber();
        }

        @Override
        int run(Target target, Lifecycle lifecycle) {
            var found = words.named()
                    .map(resource -> new Page<>(lifecycle.certificates().of(resource), Optional.empty()))
                    .orElseGet(() -> lifecycle.certificates().list(page.nextNumber(), page.limit()));
            return told(new CursorPage<>(
                    found.items().stream().map(CertificateDocument::of).toList(),
                    found.next().orElse(null)));
        }

        @Override
        int ask(Remote server) {
            var call = words.named()
                    .map(resource -> Call.get("resources", resource.kind(), resource.id(), "certificates"))
                    .orElseGet(() -> page.numbered(Call.get("certificates")));
            return told(server.page(call, CertificateDocument.class));
        }

        private int told(CursorPage<CertificateDocument> found) {
            var items = found.items();
            terminal()
                    .answer(
                            found,
                            items.isEmpty()
                                    ? "There is no such certificate: one is signed as a teardown ends, by the key of "
                                            + "certificates.key-file."
                                    : table(items) + Words.more(found.next()));
            return ExitCode.DONE;
        }

        private String table(List<CertificateDocument> items) {
            var table = TextTable.of("CERTIFICATE", "OPERATION", "RESOURCE", "SIGNED", "REVOKED", "WHY");
            items.forEach(item -> table.row(
                    item.certificate(),
                    item.operation(),
                    item.kind() + " " + item.resource(),
                    Words.or(item.issuedAt()),
                    Words.or(item.revokedAt()),
                    Words.or(item.revokedReason())));
            return Words.cut(root().look(), table);
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
            return told(lifecycle.certificates().ofOperation(id).map(CertificateDocument::of));
        }

        @Override
        int ask(Remote server) {
            return told(server.find(Call.get("operations", id, "certificate"), CertificateDocument.class));
        }

        private int told(Optional<CertificateDocument> certificate) {
            var found = certificate.orElseThrow(() -> missing(id));
            terminal().answer(found, document ? found.document() : text(found));
            return ExitCode.DONE;
        }

        private static CoppiceException missing(long operation) {
            return Fault.of("certificate.not-found", Fault.Kind.NOT_FOUND)
                    .refused("The certificate was not found.")
                    .found("There is none of operation " + operation
                            + ": one is signed as a teardown ends, by the key of certificates.key-file.")
                    .changed("Nothing was changed.")
                    .next("Run \"coppice certificate list\" for those there are.")
                    .exception();
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
                    .forEach(probe -> table.row(
                            probe.number(), Words.or(probe.dueAt()), Words.or(probe.probedAt()), found(probe.clean())));
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
