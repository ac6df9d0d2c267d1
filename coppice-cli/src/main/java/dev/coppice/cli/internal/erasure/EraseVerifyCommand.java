package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.prune.ErasureReceipt;
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

/** Checks a receipt from a file. */
@Command(
        name = "verify",
        description =
                "Check a receipt in a file with the issuer's public key. Needs no database. Ends with 1 when it is not"
                        + " genuine.")
final class EraseVerifyCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "What \"erase receipt --document\" has printed.")
    Path file = Path.of("");

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "The public key, as \"certificate key\" prints it; once for each the issuer has had.")
    List<Path> keys = List.of();

    /** What a check found. */
    record CheckDocument(boolean genuine, List<String> problems) {
        CheckDocument {
            problems = List.copyOf(problems);
        }
    }

    @Override
    public Integer call() {
        var problems = ErasureReceipt.problems(
                document(), keys.stream().map(SigningKeyFile::publicKey).toList());
        var check = new CheckDocument(problems.isEmpty(), problems);
        CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"))
                .terminal()
                .answer(
                        check,
                        check.genuine()
                                ? "The receipt is genuine."
                                : "It is not genuine:\n  " + String.join("\n  ", problems));
        return check.genuine() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private String document() {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + file, broken);
        }
    }
}
