package dev.coppice.archive;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** What a reader without Coppice does: tail, head and zstd of the shell, or the like of them where zstd is not installed. */
final class ShellTools {
    private ShellTools() {}

    static void appendFrame(Path object, long offset, long length, Path csv) throws IOException {
        if (isThere("zstd")) {
            run("tail -c +$((" + offset + " + 1)) '" + object + "' | head -c " + length + " | zstd -dc >> '" + csv
                    + "'");
            return;
        }
        var bytes = Files.readAllBytes(object);
        var frame = Arrays.copyOfRange(bytes, Math.toIntExact(offset), Math.toIntExact(offset + length));
        try (var zstd = new ZstdInputStream(new ByteArrayInputStream(frame))) {
            Files.write(csv, zstd.readAllBytes(), StandardOpenOption.APPEND);
        }
    }

    private static boolean isThere(String program) {
        return exit("command -v " + program + " > /dev/null") == 0;
    }

    private static void run(String command) {
        if (exit(command) != 0) {
            throw new AssertionError("failed: " + command);
        }
    }

    private static int exit(String command) {
        try {
            return new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
