import { Command, CommanderError } from 'commander';
import { type CliCommand, optionName } from './command.js';
import { commands, groups } from './commands/index.js';
import { type CommonOptions, createContext, type World } from './context.js';
import { Failure, type FailureKind } from './failure.js';
import { columns, createOutput } from './output.js';
import type { Setting } from './settings.js';

/** The one place where ends become numbers. */
export const exitCodes: Readonly<Record<'done' | FailureKind, number>> = {
  done: 0,
  failed: 1,
  usage: 2,
  unauthenticated: 3,
  forbidden: 4,
  missing: 5,
  conflict: 6,
  unreachable: 7,
};

const DEFAULT_SERVER = 'http://127.0.0.1:8082';

const titles: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Global Options:': '通用选项：',
  'Commands:': '命令：',
};

const inChinese = (text: string): string => text.replace('[options]', '[选项]').replace('[command]', '<命令>');

/** What the help says of an option: its words, whether it must be there, what it may be. */
const helpOf = ({ words, needed, choices }: Setting<unknown>): string =>
  `${words}${needed ? '（必填）' : ''}${choices === undefined ? '' : `：${choices.replaceAll('、', ' ')}`}`;

const addOption = (to: Command, key: string, setting: Setting<unknown>): void => {
  const { words, hint, kind } = setting;
  const name = optionName(key);
  if (kind === 'flag') to.option(name, words);
  else if (kind === 'one') to.option(`${name} <${hint}>`, helpOf(setting));
  else
    to.option(`${name} <${hint}>`, `${words}（可以写多次）`, (value: string, before?: string[]) => [
      ...(before ?? []),
      value,
    ]);
};

const groupOf = (program: Command, name: string): Command =>
  program.commands.find((known) => known.name() === name) ??
  program
    .command(name)
    .description(groups[name] ?? '')
    .helpCommand(false);

type Start = (command: CliCommand, args: readonly unknown[], options: Record<string, unknown>) => Promise<void>;

const addCommand = (program: Command, command: CliCommand, start: Start): void => {
  const path = command.name.split(' ');
  const parent = path.length === 1 ? program : groupOf(program, path[0] as string);
  const leaf = parent.command(path.at(-1) as string).description(command.summary);
  for (const { hint, words } of Object.values(command.args)) leaf.argument(`<${hint}>`, words);
  for (const [key, setting] of Object.entries(command.options)) addOption(leaf, key, setting);
  leaf.addHelpText('after', `\n例子：\n  ${command.example}`);
  leaf.action(() => start(command, leaf.processedArgs, leaf.optsWithGlobals()));
};

const START = `
先登录：admin-cli login --user 用户名（演示的用户名和密码在 data/demo-credentials.json）
每条命令加 --help 看用法和例子

退出码：0 办好 · 1 失败 · 2 用法不对 · 3 没登录或密码错 · 4 没权限或已锁定
        5 没找到 · 6 冲突 · 7 连不上服务`;

const createProgram = (world: World, start: Start): Command => {
  const program = new Command('admin-cli')
    .description('供水服务的员工命令行：发公告、答工单、推账单、看服务的状态')
    .option('--server <地址>', `管理接口的地址，默认 ${DEFAULT_SERVER}`)
    .option('--json', '只输出一个 JSON 文档，给程序读')
    .option('--insecure', '允许用 http 连接别的机器')
    .helpOption('-h, --help', '看用法')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({
      showGlobalOptions: true,
      styleUsage: inChinese,
      styleSubcommandTerm: inChinese,
      styleTitle: (title) => titles[title] ?? title,
      displayWidth: columns,
    })
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      outputError: () => undefined, // said once, in our words, by `runCli`
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    });
  for (const command of commands) addCommand(program, command, start);
  // for the program alone, not for each of its commands
  program.addHelpText('after', ({ command }) => (command === program ? START : ''));
  return program;
};

const SEE_HELP = '（加 --help 看用法）';

const usageWords: Readonly<Record<string, (name: string) => string>> = {
  'commander.unknownOption': (name) => `没有 ${name} 这个选项`,
  'commander.unknownCommand': (name) => `没有 ${name} 这个命令`,
  'commander.missingArgument': (name) => `缺少${name}`,
  'commander.optionMissingArgument': (name) => `${name} 后面缺少内容`,
  'commander.excessArguments': () => '参数太多了，有空格的内容要加引号',
};

/** commander's refusals by its codes; what it puts in quotes is the name that we show. */
const usageFailure = ({ code, message }: CommanderError): Failure => {
  const [, name = ''] = /'([^']*)'/.exec(message) ?? [];
  return new Failure('usage', 'usage', `${usageWords[code]?.(name) ?? '用法不对'}${SEE_HELP}`);
};

const failureOf = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) return usageFailure(error);
  return new Failure('failed', 'internal', `工具出错了：${error instanceof Error ? error.message : String(error)}`);
};

/** Help that was asked for is a result; help in place of a missing command is a wrong usage. */
const helpEnding = (error: unknown): number | undefined => {
  if (!(error instanceof CommanderError)) return undefined;
  if (error.code === 'commander.helpDisplayed') return exitCodes.done;
  return error.code === 'commander.help' ? exitCodes.usage : undefined;
};

const commonOptions = ({ server, json, insecure }: Record<string, unknown>): CommonOptions => ({
  server: typeof server === 'string' ? server : DEFAULT_SERVER,
  json: json === true,
  insecure: insecure === true,
});

/** Runs one command line. @returns the exit code */
export const runCli = async (argv: readonly string[], world: World): Promise<number> => {
  let ending: 'done' | FailureKind = 'done';
  const program = createProgram(world, async (command, args, options) => {
    const context = createContext(world, commonOptions(options));
    try {
      ending = (await command.start({ args, options }, context)) ?? 'done';
    } finally {
      context.out.progressEnd();
    }
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCodes[ending];
  } catch (error) {
    const helped = helpEnding(error);
    if (helped !== undefined) return helped;
    const failure = failureOf(error);
    createOutput({ ...world, json: argv.includes('--json') }).failure(failure);
    return exitCodes[failure.kind];
  }
};
