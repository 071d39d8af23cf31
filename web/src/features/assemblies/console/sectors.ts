import type { Assembly } from '@/api/schema'

/** The 34 sectors of the National Committee (14th); local committees choose among them and join some. */
const national = ['中国共产党', '民革', '民盟', '民建', '民进', '农工党', '致公党', '九三学社', '台盟', '无党派人士', '共青团和青联', '总工会', '妇联', '工商联', '科协', '台联', '侨联',
  '文化艺术界', '科学技术界', '社会科学界', '经济界', '农业界', '教育界', '体育界', '新闻出版界', '医药卫生界', '对外友好界', '社会福利和社会保障界', '环境资源界', '少数民族界', '宗教界',
  '特邀香港人士', '特邀澳门人士', '特别邀请人士']
const county = ['中国共产党', '民主党派和无党派人士', '共青团和青联', '总工会', '妇联', '工商联', '科协', '文化艺术和新闻出版界', '经济界', '农业界', '教育界', '医药卫生界', '社会福利和社会保障界',
  '少数民族和宗教界', '台侨联', '特别邀请人士']
const committees = ['提案委员会', '经济委员会', '农业和农村委员会', '人口资源环境委员会', '教科卫体委员会', '社会和法制委员会', '民族和宗教委员会', '港澳台侨委员会', '文化文史和学习委员会']
const county_committees = ['提案委员会', '经济和农业农村委员会', '教科卫体和文史委员会', '社会法制和民族宗教委员会']

/** What is usual at this level, to begin with. */
export const usual_sectors = (level: Assembly['level']) => (level === 'county' ? county : national)
export const usual_committees = (level: Assembly['level']) => (level === 'county' ? county_committees : committees)

/** One name a line, as typed; blank lines and blanks around do not count. */
export const names_in = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean)
