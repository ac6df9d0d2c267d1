package dev.coppice.lifecycle.internal.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;

/** A store of files in memory. */
final class Files {
    private final Map<String, byte[]> files = new TreeMap<>();
    private boolean lying;
    private Runnable beforePut = () -> {};

    /** Something that happens before each file comes. */
    void meddledWith(Runnable act) {
        beforePut = act;
    }

    void put(String name, String text) {
        files.put(name, text.getBytes(UTF_8));
    }

    void put(String name, byte[] bytes) {
        beforePut.run();
        files.put(name, bytes);
    }

    void remove(String graph) {
        files.keySet().removeIf(name -> name.startsWith(graph + "/"));
    }

    /** From now on no listing succeeds. */
    void cutOff() {
        lying = true;
    }

    Map<String, byte[]> of(String graph) {
        if (lying) {
            throw new IllegalStateException("the store cannot be listed");
        }
        var found = new TreeMap<String, byte[]>();
        files.forEach((name, bytes) -> {
            if (name.startsWith(graph + "/")) {
                found.put(name, bytes);
            }
        });
        return found;
    }
}
