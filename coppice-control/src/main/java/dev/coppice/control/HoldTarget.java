package dev.coppice.control;

import java.util.List;

/** What a hold protects. A value for any thread. */
public sealed interface HoldTarget {
    /**
     * One row.
     *
     * @param table its table; of a partitioned table the topmost
     * @param key the values of its primary key as text, in the order of the key
     */
    record Row(TableName table, List<String> key) implements HoldTarget {
        /** Refuses an empty key. */
        public Row {
            key = List.copyOf(key);
            if (key.isEmpty()) {
                throw new IllegalArgumentException("key must not be empty");
            }
        }

        @Override
        public String toString() {
            return table + " " + String.join(",", key);
        }
    }

    /**
     * Every row of a table, those to come included.
     *
     * @param table the table; of a partitioned table the topmost
     */
    record WholeTable(TableName table) implements HoldTarget {
        @Override
        public String toString() {
            return table.toString();
        }
    }

    /**
     * A resource with all that belongs to it.
     *
     * @param kind its kind
     * @param id its id as text
     */
    record Resource(String kind, String id) implements HoldTarget {
        /** Refuses a blank part. */
        public Resource {
            Text.required(kind, "kind");
            Text.required(id, "id");
        }

        @Override
        public String toString() {
            return kind + " " + id;
        }
    }

    /** One row, by the values of its primary key. */
    static HoldTarget row(TableName table, String... key) {
        return new Row(table, List.of(key));
    }

    /** Every row of a table. */
    static HoldTarget table(TableName table) {
        return new WholeTable(table);
    }

    /** A resource, by its id exactly as its table spells it. */
    static HoldTarget resource(String kind, String id) {
        return new Resource(kind, id);
    }
}
