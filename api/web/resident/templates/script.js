{
// Seconds to wait run down.
for(const e of document.querySelectorAll("[data-wait]")){const t=setInterval(()=>{if(--e.textContent<1)clearInterval(t)},1000)}
const wrong=document.getElementById("wrong");if(wrong)wrong.focus();
// Twice on a button sends once. Forms with words or files are sent by sending.js.
document.addEventListener("submit",e=>{const d=e.target.dataset;if(d.sent)e.preventDefault();else if(!e.defaultPrevented){d.sent=1;setTimeout(()=>{delete d.sent},8000)}});
// Leaving, then tidying, by calls that every engine has: the page is empty before anything of the next is there.
const out=document.getElementById("leave");
function leave(e){e.preventDefault();location.replace(out.href);document.title="";document.body.innerHTML=""}
out.onclick=leave;
let key="",times=0,first=0;
addEventListener("keydown",e=>{if(e.repeat)return;if(e.key!==key||e.timeStamp-first>3000){key=e.key;times=0;first=e.timeStamp}if(/^(Escape|Shift)$/.test(key)&&++times>2)leave(e)});
}
