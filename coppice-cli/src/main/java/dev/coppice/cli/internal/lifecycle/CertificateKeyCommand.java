package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The key that signs certificates. */
@Command(
        name = "key",
        description =
                "Print the public half of the key that signs, for those who check certificates; with --create make a new one "
                        + "first. Keep the file out of every database it certifies.")
final class CertificateKeyCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "The file with the key; that of coppice.yaml by default.")
    @Nullable
    Path file;

    @Option(names = "--create", description = "Make a new key in a new file that only you may read.")
    boolean create;

    @Override
    public Integer call() {
        var root = CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"));
        var named = file == null ? declared(root) : file;
        var pem = (create ? created(named) : SigningKeyFile.at(named)).publicPem();
        root.terminal().answer(Map.of("file", named.toString(), "publicKey", pem), pem);
        return ExitCode.DONE;
    }

    private Path declared(CoppiceCommand root) {
        return ProjectConfig.read(root.config())
                .keyFile()
                .orElseThrow(() -> new ParameterException(
                        Objects.requireNonNull(spec, "picocli sets it").commandLine(),
                        "name the FILE with the key, or declare certificates: { key-file: FILE } in coppice.yaml"));
    }

    private static SigningKeyFile created(Path file) {
        try {
            return SigningKeyFile.create(file);
        } catch (FileAlreadyExistsException taken) {
            throw Fault.of("certificate.key-exists", Fault.Kind.REFUSED)
                    .refused("No key was made.")
                    .found("There is a file " + file + " already.")
                    .changed("Nothing was changed.")
                    .next("Name another file; certificates signed with a key that is lost cannot be signed again.")
                    .exception(taken);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot write " + file, broken);
        }
    }
}
