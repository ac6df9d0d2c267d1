package dev.coppice.control;

/**
 * One step of the schema {@code coppice}, for tools that apply SQL themselves. A value for any thread.
 *
 * @param version the version the schema has afterwards
 * @param name the name of the file
 * @param sql the statements; they fit into one transaction
 */
public record SchemaScript(int version, String name, String sql) {}
