package dev.coppice.prune;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How children are started in a third of the usual time: with their classes in jars, since class data are shared from
 * jars alone, and with those data archived by the first child that ends by itself.
 *
 * @param command what starts a JVM, up to the class
 * @param classes where the class data go
 */
record ChildPath(List<String> command, Path classes) {
    static ChildPath in(Path folder) {
        var entries = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var path = Path.of(entry);
            entries.add(Files.isDirectory(path) ? jar(path, folder.resolve(entries.size() + ".jar")) : entry);
        }
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.jooq.no-logo=true",
                "-Dorg.jooq.no-tips=true",
                "-cp",
                String.join(File.pathSeparator, entries));
        return new ChildPath(command, folder.resolve("classes.jsa"));
    }

    /** What starts a JVM with what has been archived, or archives it at its end when nothing has been yet. */
    List<String> sharing() {
        var sharing = (Files.exists(classes) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + classes;
        return Stream.concat(
                        Stream.of(command.getFirst(), sharing), command.stream().skip(1))
                .toList();
    }

    private static String jar(Path folder, Path jar) {
        try (var output = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                output.putNextEntry(
                        new JarEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, output);
            }
            return jar.toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
