/** The driver of the sandbox, as the trials of bench/ use it too. */
export * from '../../bench/site/driver.js';
