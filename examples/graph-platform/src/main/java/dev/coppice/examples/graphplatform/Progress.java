package dev.coppice.examples.graphplatform;

/**
 * One step of the generator, told after its commit.
 *
 * @param part what the step made: a table, the tenants' schemas, an index or a foreign key
 * @param rows how many rows it wrote; 0 where it wrote none
 * @param rowsSoFar how many rows this call has written, this step included
 */
public record Progress(String part, long rows, long rowsSoFar) {}
