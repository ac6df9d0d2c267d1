package dev.coppice.archive;

/**
 * Why and from where rows were archived. A value for any thread.
 *
 * @param policy the policy, or whatever else asked for it
 * @param planHash the hash of the plan that was run
 * @param schemaFingerprint the fingerprint of the schema the plan was made for
 * @param database the database
 */
public record Origin(String policy, String planHash, String schemaFingerprint, SourceDatabase database) {}
