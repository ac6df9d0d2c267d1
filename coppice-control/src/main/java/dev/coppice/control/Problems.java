package dev.coppice.control;

/** Takes the problems of one part of the configuration. */
@FunctionalInterface
public interface Problems {
    /**
     * Reports a problem.
     *
     * @param key the key it is about, within the part; an item of a list as in {@code scopes[2]}, from 0
     * @param allowed what is allowed, as the end of a sentence; carries no value of the file
     */
    void add(String key, String allowed);
}
