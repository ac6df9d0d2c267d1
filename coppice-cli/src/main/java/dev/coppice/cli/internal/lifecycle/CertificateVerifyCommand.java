package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.lifecycle.CertificateCheck;
import dev.coppice.lifecycle.CertificateVerifier;
import dev.coppice.lifecycle.SigningKeyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a certificate from a file. */
@Command(
        name = "verify",
        description =
                "Check a certificate in a file with the issuer's public key. Needs no database; whether it was revoked later, "
                        + "only the issuer can say. Ends with 1 when it is not genuine, with 3 when it is and was revoked.")
final class CertificateVerifyCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "What \"certificate show --document\" has printed.")
    Path file = Path.of("");

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description =
                    "The public key of the issuer, as \"certificate key\" prints it. Give it once for each key the issuer "
                            + "has had.")
    List<Path> keys = List.of();

    /** What a check found, as scripts see it. */
    record CheckDocument(boolean genuine, String resource, boolean revoked, List<String> problems) {
        static CheckDocument of(CertificateCheck check) {
            return new CheckDocument(check.genuine(), check.resource(), check.revoked(), check.problems());
        }
    }

    @Override
    public Integer call() {
        var known = keys.stream().map(SigningKeyFile::publicKey).toList();
        var check = CheckDocument.of(CertificateVerifier.verify(document(), known));
        CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"))
                .terminal()
                .answer(check, text(check));
        if (!check.genuine()) {
            return ExitCode.FAILED;
        }
        return check.revoked() ? ExitCode.REFUSED : ExitCode.DONE;
    }

    private String document() {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + file, broken);
        }
    }

    private static String text(CheckDocument check) {
        if (!check.genuine()) {
            return "It is not genuine:\n  " + String.join("\n  ", check.problems());
        }
        return "The certificate of " + check.resource() + " is genuine"
                + (check.revoked() ? ", and a later look revoked it: something was found." : ".");
    }
}
