package dev.coppice.cli.internal.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** JSON as it is typed, or the file it is in. */
final class JsonWord {
    private JsonWord() {}

    /**
     * The text that a word means.
     *
     * @throws IllegalArgumentException when it names a file that cannot be read
     */
    static String text(String word) {
        if (!word.startsWith("@")) {
            return word;
        }
        try {
            return Files.readString(Path.of(word.substring(1)));
        } catch (IOException | InvalidPathException unreadable) {
            throw new IllegalArgumentException("@FILE must name a readable file in UTF-8, was: " + word, unreadable);
        }
    }
}
