package dev.coppice.control;

/**
 * One top-level key of {@code coppice.yaml} and the record it is bound to. A value for any thread.
 *
 * @param name the key
 * @param type the record's class
 * @param named whether the section is a map from names to records, not one record
 * @param doc what the section is for
 * @param <T> the record
 */
public record Section<T extends Record>(String name, Class<T> type, boolean named, String doc) {
    /** A section that is one record. */
    public static <T extends Record> Section<T> single(String name, Class<T> type, String doc) {
        return new Section<>(name, type, false, doc);
    }

    /** A section that maps names to records. */
    public static <T extends Record> Section<T> named(String name, Class<T> type, String doc) {
        return new Section<>(name, type, true, doc);
    }
}
